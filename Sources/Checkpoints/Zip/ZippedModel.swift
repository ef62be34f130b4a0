/// Which model a zip archive holds, told by the names of its entries.
enum ZippedModel {
  case pytorch
  case npz
  case keras

  /// `nil` for an archive of something else: a document, a program.
  init?(_ archive: ZipArchive) {
    let names = archive.entries.map(\.name)
    if names.contains(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }) {
      self = .pytorch
    } else if names.contains(where: { $0.hasSuffix(".npy") }) {
      self = .npz
    } else if archive[KerasReader.weights] != nil {
      self = .keras
    } else {
      return nil
    }
  }
}
