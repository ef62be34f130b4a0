import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The paths that this machine can run, best first.
let paths: [String] = ["v4", "v3", "baseline", "plain"].filter { (path: String) in
  gf_kernels_supports(path) == 1
}

/// Runs `body` with this thread's kernels on `path`.
func on<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
  #expect(gf_kernels_force(path) == 1)
  defer { gf_kernels_force(nil) }
  return try body()
}

/// A linear congruential generator: enough for inputs that need no more than to be spread out.
struct Spread: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }

  mutating func values<Scalar: BinaryFloatingPoint>(
    _ count: Int, _ range: ClosedRange<Double> = -2...2, as _: Scalar.Type = Scalar.self
  ) -> [Scalar] {
    (0..<count).map { _ in Scalar(Double.random(in: range, using: &self)) }
  }
}

/// Runs `body` on copies of the arrays and returns what it left in them. Each copy ends where a
/// page begins that may not be touched: a kernel that reads or writes too far ends the test run.
func guarded<Scalar: BinaryFloatingPoint>(
  _ arrays: [Scalar]..., body: ([UnsafeMutablePointer<Scalar>]) -> Void
) -> [[Scalar]] {
  let page = Int(getpagesize())
  let maps = arrays.map { array in
    let bytes = array.count * MemoryLayout<Scalar>.stride
    let size = (bytes + page - 1) / page * page + page
    guard let map = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      map != MAP_FAILED, mprotect(map + size - page, page, PROT_NONE) == 0
    else { preconditionFailure("No memory map of \(size) bytes: errno \(errno)") }
    let pointer = (map + size - page - bytes).bindMemory(to: Scalar.self, capacity: array.count)
    for (index, value) in array.enumerated() { pointer[index] = value }
    return (start: map, size: size, pointer: pointer)
  }
  defer { for map in maps { munmap(map.start, map.size) } }
  body(maps.map(\.pointer))
  return zip(maps, arrays).map {
    Array(UnsafeBufferPointer(start: $0.pointer, count: $1.count))
  }
}

/// Largest |a - b| over max(1, |a|, |b|); infinite when the counts or the NaNs differ.
func distance<Scalar: BinaryFloatingPoint, Other: BinaryFloatingPoint>(
  _ a: [Scalar], _ b: [Other]
) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { x, y in
    let (x, y) = (Double(x), Double(y))
    if x.isNaN || y.isNaN { return x.isNaN && y.isNaN ? 0 : .infinity }
    return x == y ? 0 : abs(x - y) / max(1, abs(x), abs(y))
  }.max() ?? 0
}
