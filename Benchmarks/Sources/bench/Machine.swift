import CBench
import Foundation

/// Keeps this process on as many cores as it has threads; the peers keep to the same ones.
func pin(threads: Int) {
  #if os(Linux)
    var mask = [UInt8](repeating: 0, count: 128)
    guard get_affinity(0, mask.count, &mask) > 0 || mask.contains(where: { $0 != 0 }) else {
      return
    }
    var left = threads
    for bit in 0..<8 * mask.count where mask[bit / 8] & 1 << (bit % 8) != 0 {
      if left > 0 { left -= 1 } else { mask[bit / 8] &= ~(1 << (bit % 8)) }
    }
    _ = set_affinity(0, mask.count, mask)
  #endif
}

/// The processor's name and the number of cores.
func machineName() -> String {
  let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
  let name = line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
  return "\(name ?? "unknown processor"), \(ProcessInfo.processInfo.processorCount) cores"
}

/// The most memory that this process has held.
func peakMegabytes() -> Double {
  #if os(Linux)
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").compactMap { Double($0) }.first.map { $0 / 1024 } ?? .nan
  #else
    var usage = rusage()
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1_048_576
  #endif
}
