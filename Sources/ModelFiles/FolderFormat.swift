import Checkpoints
import Foundation

/// Formats of models that are a folder; known and not read.
enum FolderFormat: CaseIterable {
  case savedModel
  case orbax
  case coreML
  case tensorFlowCheckpoint

  /// The format of the folder at `path`, if it is one.
  init?(at path: String) {
    func has(_ name: String) -> Bool { access(path + "/" + name, F_OK) == 0 }
    if has("saved_model.pb") || has("saved_model.pbtxt") {
      self = .savedModel
    } else if has("_CHECKPOINT_METADATA") || has("_METADATA") || has("manifest.ocdbt") {
      self = .orbax
    } else if has("Manifest.json") && has("Data/com.apple.CoreML") {
      self = .coreML
    } else if has("checkpoint") && Self.listsCheckpoints(path + "/checkpoint") {
      self = .tensorFlowCheckpoint
    } else {
      return nil
    }
  }

  /// What to say of such a folder.
  var fault: CheckpointFault {
    switch self {
    case .savedModel:
      .unsupported(
        .file, "it is a folder of a TensorFlow SavedModel",
        advice: "export the model to ONNX, or save it with Keras")
    case .orbax:
      .unsupported(
        .file, "it is a folder of an Orbax checkpoint",
        advice: "save its parameters with safetensors.flax")
    case .coreML:
      .unsupported(
        .file, "it is a package of a Core ML model",
        advice: "name the PyTorch or Keras file that it was made from")
    case .tensorFlowCheckpoint:
      .unsupported(
        .file, "it is a folder of TensorFlow checkpoints",
        advice: "export the model to ONNX, or save it with Keras")
    }
  }

  /// Whether TensorFlow wrote the file of this name; anyone may.
  private static func listsCheckpoints(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: path)
    else { return false }
    let beginning = (try? file.read(upToCount: 64)) ?? Data()
    return beginning.starts(with: "model_checkpoint_path:".utf8)
  }
}
