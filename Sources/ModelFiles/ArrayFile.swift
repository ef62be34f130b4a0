import Buffers
import Checkpoints
import Files

/// Arrays of numbers that a user hands in.
enum ArrayFile {
  /// An array, flat in row-major order; nameless in a file of one.
  struct NamedArray {
    let name: String
    let shape: [Int]
    let values: [Double]
  }

  /// The arrays of a file of NumPy, any model format, or JSON: nested lists, or an object of them.
  ///
  /// - Throws: `FileError` or ``CheckpointError``; the latter also for values that aren't finite.
  static func arrays(at path: String) throws -> [NamedArray] {
    let bytes = try MappedFile.bytes(at: path)
    let arrays = try json(bytes, path) ?? stored(path)
    guard arrays.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
      throw fault(path, "it has values that aren't finite", advice: "mend them first")
    }
    return arrays
  }

  private static func stored(_ path: String) throws -> [NamedArray] {
    let checkpoint = try ModelFile.read(path)
    return try ModelFile.naming(path) { () throws(CheckpointFault) in
      var arrays: [NamedArray] = []
      for tensor in checkpoint.tensors {
        arrays.append(
          NamedArray(name: tensor.name, shape: tensor.shape, values: try tensor.doubles()))
      }
      return arrays
    }
  }

  /// The arrays of a JSON text; `nil` for any other file.
  private static func json(_ bytes: Bytes, _ path: String) throws -> [NamedArray]? {
    guard let first = bytes.first(where: { !" \n\t\r".utf8.contains($0) }),
      "[{".utf8.contains(first)
    else { return nil }
    let json: JSON
    do { json = try JSON(parsing: bytes, mostValues: 10_000_000) } catch {
      throw fault(path, "it begins like JSON and isn't: \(error)", advice: "mend it first")
    }
    let members = json.members?.map { ($0.name, $0.value) } ?? [("", json)]
    return try members.map { name, value in
      guard let array = value.array else {
        throw fault(path, "lists of equal lengths, with numbers in the innermost, are expected")
      }
      return NamedArray(name: name, shape: array.shape, values: array.values)
    }
  }

  static func fault(
    _ path: String, _ reason: String, advice: String = "save such an array with numpy.save"
  ) -> CheckpointError {
    CheckpointError(path: path, fault: .unsupported(.file, reason, advice: advice))
  }
}

extension JSON {
  /// Nested lists of numbers as an array; `nil` where the lists aren't of equal lengths.
  fileprivate var array: (shape: [Int], values: [Double])? {
    if let number = double { return ([], [number]) }
    guard let values, let first = values.first?.array else { return nil }
    var flat: [Double] = []
    for value in values {
      guard let inner = value.array, inner.shape == first.shape else { return nil }
      flat += inner.values
    }
    return ([values.count] + first.shape, flat)
  }
}
