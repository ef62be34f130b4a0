import Checkpoints
import Files
import Foundation

/// The models among the files of a folder.
public struct ModelSearch: Sendable {
  /// Files that are models in a format that is read, by their paths, sorted.
  public private(set) var models: [String] = []
  /// Models in formats that aren't read, and files and folders that can't be opened.
  public private(set) var unread: [any Error] = []

  /// The models that paths name: a folder stands for those in it, a pattern for what it fits, anything
  /// else for itself.
  public init(_ paths: [String]) {
    for path in paths.flatMap(Self.expanded) {
      guard Self.isFolder(path), FolderFormat(at: path) == nil else {
        models.append(path)
        continue
      }
      do {
        let search = try ModelSearch(folder: path)
        models += search.models
        unread += search.unread
      } catch { unread.append(error) }
    }
  }

  /// What a pattern fits, sorted, where the shell hasn't looked already; a path that is there stands for itself,
  /// and so does one that nothing fits, to be missed by name.
  private static func expanded(_ path: String) -> [String] {
    guard path.contains(where: { "*?[".contains($0) }), access(path, F_OK) != 0 else {
      return [path]
    }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(path, 0, nil, &found) == 0, let names = found.gl_pathv else { return [path] }
    return (0..<Int(found.gl_pathc)).compactMap {
      names[$0].flatMap { String(validatingCString: $0) }
    }
  }

  private static let mostEntries = 100_000
  private static let deepest = 64
  private var entries = 0
  /// Files that an index lists as parts of its model.
  private var parts: Set<String> = []

  /// Looks through a folder and those within, told by content; what is no model is passed over.
  ///
  /// Links to folders aren't followed, so that none leads around in a circle; pipes and devices
  /// aren't opened. A file that an index of shards lists is a part of that model and not one more.
  ///
  /// - Throws: `FileError` where the folder can't be read, ``CheckpointError`` where there is no
  ///   model in it or more than anyone would look through.
  public init(folder: String) throws {
    if let fault = FolderFormat(at: folder)?.fault {
      throw CheckpointError(path: folder, fault: fault)
    }
    try look(into: folder, depth: 0)
    models = models.filter { !parts.contains($0) }.sorted()
    guard !models.isEmpty || !unread.isEmpty else {
      throw CheckpointError(
        path: folder,
        fault: CheckpointFault(
          .unknown, .file, "there is no model file that I know in this folder",
          advice: "name a model saved by PyTorch, Keras, ONNX, NumPy or safetensors"))
    }
  }

  private mutating func look(into folder: String, depth: Int) throws {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    for name in try names(in: folder) {
      entries += 1
      guard entries <= Self.mostEntries, depth <= Self.deepest else {
        throw CheckpointError(
          path: folder,
          fault: .overLimit(
            .file,
            "there are more than \(Self.mostEntries) files or \(Self.deepest) folders in "
              + "one another"))
      }
      switch Self.kind(of: base + name) {
      case .folder: enter(base + name, depth: depth + 1)
      case .file: look(at: base + name, in: base)
      case .other: if Self.isNamedLikeAModel(base + name) { models.append(base + name) }
      }
    }
  }

  /// The names in a folder, sorted. One that isn't UTF-8 can't be named here and is said to be there.
  private mutating func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(folder) else {
      throw access(folder, F_OK) == 0
        ? .unreadable(path: folder, reason: "its names can't be listed") : .missing(path: folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard let text = String(validating: name, as: UTF8.self) else {
        unread.append(
          FileError.unreadable(
            path: folder + "/" + String(decoding: name, as: UTF8.self),
            reason: "its name isn't UTF-8"))
        continue
      }
      if text != "." && text != ".." { names.append(text) }
    }
    return names.sorted()
  }

  /// A folder within that can't be read doesn't hide what is beside it.
  private mutating func enter(_ folder: String, depth: Int) {
    if let fault = FolderFormat(at: folder)?.fault {
      unread.append(CheckpointError(path: folder, fault: fault))
      return
    }
    do { try look(into: folder, depth: depth) } catch { unread.append(error) }
  }

  private mutating func look(at path: String, in base: String) {
    do {
      switch FileSight(try MappedFile.bytes(at: path)) {
      case .model(let names):
        models.append(path)
        parts.formUnion(names.map { base + $0 })
      case .unread(let fault): unread.append(CheckpointError(path: path, fault: fault))
      case .other: if Self.isNamedLikeAModel(path) { models.append(path) }
      }
    } catch { unread.append(error) }
  }

  /// Whether a file is meant to be a model: one that can't be read as one is then an error, and not
  /// passed over.
  private static func isNamedLikeAModel(_ path: String) -> Bool {
    let endings = [
      ".safetensors", ".npy", ".npz", ".pt", ".pth", ".ckpt", ".jit", ".pkl", ".pickle", ".onnx",
      ".h5", ".hdf5", ".keras",
    ]
    let name = path.lowercased()
    return endings.contains(where: name.hasSuffix) || name.hasSuffix("pytorch_model.bin")
  }

  /// A link that is named is followed, unlike one that is come upon.
  private static func isFolder(_ path: String) -> Bool {
    var target = stat()
    return stat(path, &target) == 0 && target.st_mode & S_IFMT == S_IFDIR
  }

  private enum Kind {
    case file
    case folder
    case other
  }

  /// What is at a path; a link to a file is a file, one to a folder is passed over.
  private static func kind(of path: String) -> Kind {
    var (link, target) = (stat(), stat())
    guard lstat(path, &link) == 0, stat(path, &target) == 0 else { return .other }
    switch target.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return link.st_mode & S_IFMT == S_IFLNK ? .other : .folder
    default: return .other
    }
  }
}
