import Buffers
import Checkpoints

extension TensorListing {
  /// The listing as an entry of `artifacts` in the output of `diagnose tensors --format json`
  /// (docs/tensors.md).
  public var json: JSON {
    .object([
      JSON.Member("path", .string(path)),
      JSON.Member("format", .string(format.rawValue)),
      JSON.Member("error", .null),
      JSON.Member("tensors", .array(rows.map(\.json))),
      JSON.Member(
        "skipped",
        .array(
          skipped.map {
            .object([
              JSON.Member("name", .string($0.name)), JSON.Member("reason", .string($0.text)),
            ])
          })),
      JSON.Member(
        "metadata",
        .object(texts.map { JSON.Member($0.key, .string($0.value)) })),
    ])
  }

  /// A file that couldn't be read, in the same form.
  public static func json(path: String, error: String) -> JSON {
    .object([
      JSON.Member("path", .string(path)), JSON.Member("format", .null),
      JSON.Member("error", .string(error)), JSON.Member("tensors", .array([])),
      JSON.Member("skipped", .array([])), JSON.Member("metadata", .object([])),
    ])
  }

  private var texts: [(key: String, value: String)] {
    Dictionary(metadata.map { ($0.name, $0.text) }) { first, _ in first }
      .sorted { $0.key < $1.key }
  }
}

extension TensorListing.Row {
  fileprivate var json: JSON {
    var members = [
      JSON.Member("name", .string(tensor.name)),
      JSON.Member("dtype", .string(tensor.elementType.rawValue)),
      JSON.Member("shape", .array(tensor.shape.map { .number(Double($0)) })),
      JSON.Member("nan", whole(statistics?.nanCount)),
      JSON.Member("infinite", whole(statistics?.infiniteCount)),
      JSON.Member("min", real(statistics?.minimum)),
      JSON.Member("max", real(statistics?.maximum)),
      JSON.Member("mean", real(statistics?.mean)),
      JSON.Member("norm", real(statistics?.norm)),
    ]
    if let checksum { members.append(JSON.Member("crc32", .number(Double(checksum)))) }
    return .object(members)
  }

  private func whole(_ number: Int?) -> JSON { number.map { .number(Double($0)) } ?? .null }

  /// JSON has no infinity; where there is no finite element there is no least one either.
  private func real(_ number: Double?) -> JSON {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }
}
