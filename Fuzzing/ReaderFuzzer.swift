import Buffers
import Checkpoints
import FlowAnalysis
import LinearAlgebra
import Recognition

/// What libFuzzer calls with every input: the readers must answer, with tensors or with a fault, and so must
/// all that is done with what they read.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Bytes(UnsafeBufferPointer(start: start, count: count))
  var limits = Limits(fileOf: count)
  // An input of a few bytes has no use for 256 MB, and unpacking them would take the fuzzer's time.
  limits.decodedBytes = 64 * count + 4096
  limits.viewedBytes = limits.decodedBytes
  limits.verifiesChecksums = false
  guard let checkpoint = try? Checkpoint(reading: bytes, limits: limits) else { return 0 }
  // The values are looked at as well, since that is where a wrong stride would show.
  for tensor in checkpoint.tensors { _ = try? tensor.rowMajorBytes() }
  if let model = try? RecognisedModel(checkpoint) { follow(model) }
  return 0
}

/// Measures and replays the small ones among a model's first layers.
private func follow(_ model: RecognisedModel) {
  _ = try? TorchExport.tensors(model.layers)
  for layer in model.layers.prefix(4) where layer.hiddenSize <= 16 && layer.inputSize <= 64 {
    _ = try? LayerMeasurement(layer)
    let inputs = Matrix(zeros: 3, layer.inputSize)
    _ = try? LayerTrace(LayerReplay(layer, inputs: inputs), input: "zeros")
  }
}
