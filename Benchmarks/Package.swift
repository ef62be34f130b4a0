// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on GradientFlow builds its benchmarks.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "GradientFlow", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(name: "CBench"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CBench", .product(name: "GradientFlow", package: "GradientFlow"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
