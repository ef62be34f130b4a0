import Buffers
import Foundation

/// A file descriptor that closes itself.
struct OpenFile: ~Copyable {
  private let descriptor: Int32

  /// Opens `path`; `mode` is that of a file that is created.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) {
    descriptor = open(path, flags | O_CLOEXEC, mode)
    if descriptor < 0 { throw SystemError() }
  }

  deinit { close(descriptor) }

  /// What kind of file it is, how long, with which permissions.
  func status() throws(SystemError) -> stat {
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw SystemError() }
    return status
  }

  func setPermissions(_ mode: mode_t) throws(SystemError) {
    if fchmod(descriptor, mode) != 0 { throw SystemError() }
  }

  /// Waits until what was written is on the disk.
  func sync() throws(SystemError) {
    if fsync(descriptor) != 0 { throw SystemError() }
  }

  /// Writes all of `bytes`, however many calls that takes.
  func write(all bytes: Data) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { throw SystemError() }
      done += written
    }
  }

  /// Everything from here to the end, which must come within a limit.
  func readToEnd(limit: Int) throws(SystemError) -> Data {
    var content = Data()
    var part = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Foundation.read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw SystemError() }
      if count == 0 { return content }
      if count > limit - content.count { throw SystemError(code: EFBIG) }
      content.append(contentsOf: part[..<count])
    }
  }

  /// The first `size` bytes as the system brings them in.
  func mapped(_ size: Int) throws(SystemError) -> Bytes {
    let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { throw SystemError() }
    return Bytes(
      memory: UnsafeRawBufferPointer(start: memory, count: size), forget: forgetPages,
      release: { munmap(UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count) })
  }
}

/// Why the last call to the system failed.
struct SystemError: Error {
  let code: Int32

  init(code: Int32 = errno) { self.code = code }

  var reason: String { String(cString: strerror(code)) }
}

/// Lets the system take back the whole pages of a part of a mapped file.
@Sendable private func forgetPages(_ part: UnsafeRawBufferPointer) {
  guard let start = part.baseAddress else { return }
  let page = UInt(getpagesize())
  let first = (UInt(bitPattern: start) + page - 1) / page * page
  let last = (UInt(bitPattern: start) + UInt(part.count)) / page * page
  guard last > first else { return }
  madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_DONTNEED)
}
