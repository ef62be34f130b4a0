import Buffers
import Checkpoints

/// What libFuzzer calls with every input: the readers must answer, with tensors or with a fault.
///
/// The values of what was read are looked at as well, since that is where a wrong stride would show.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Bytes(UnsafeBufferPointer(start: start, count: count))
  var limits = Limits(fileOf: count)
  // An input of a few bytes has no use for 256 MB, and unpacking them would take the fuzzer's time.
  limits.decodedBytes = 64 * count + 4096
  limits.viewedBytes = limits.decodedBytes
  limits.verifiesChecksums = false
  guard let checkpoint = try? Checkpoint(reading: bytes, limits: limits) else { return 0 }
  for tensor in checkpoint.tensors { _ = try? tensor.rowMajorBytes() }
  return 0
}
