// swift-tools-version: 6.2
import PackageDescription

// `swift run` builds debug, and users type `swift run`: our own code is optimised there too. Whole-module optimisation
// stays off, so an inner loop lives in one file or calls `@inlinable` code.
let fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let fastC: [CSetting] = [.unsafeFlags(["-O3"], .when(configuration: .debug))]

// OpenMP, which oneDNN's threads are, is GCC's on Linux and LLVM's on macOS, where Homebrew's folders are
// outside the compiler's search path.
#if os(macOS)
  #if arch(arm64)
    let homebrew = Context.environment["HOMEBREW_PREFIX"] ?? "/opt/homebrew"
  #else
    let homebrew = Context.environment["HOMEBREW_PREFIX"] ?? "/usr/local"
  #endif
  let systemHeaders: [SwiftSetting] = [
    .unsafeFlags(
      ["include", "opt/openblas/include"].flatMap { ["-Xcc", "-I\(homebrew)/\($0)"] })
  ]
  let systemLibraries: [LinkerSetting] = [
    .unsafeFlags(
      ["lib", "opt/openblas/lib", "opt/libomp/lib"].map { "-L\(homebrew)/\($0)" }),
    .linkedLibrary("omp"),
  ]
#else
  let systemHeaders: [SwiftSetting] = []
  let systemLibraries: [LinkerSetting] = [.linkedLibrary("gomp")]
#endif

/// A target of ours: optimised in debug, imports only what it names (see docs/architecture.md for the layers).
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources,
    swiftSettings: fast + systemHeaders,
    linkerSettings: systemLibraries)
}

/// The tests of a target, in `Tests/<name>Tests`.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: fast + systemHeaders)
}

let laboratory: [Target.Dependency] = [
  "LinearAlgebra", "Autodiff", "Recurrent", "Training", "FlowAnalysis",
]

let package = Package(
  name: "GradientFlow",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "GradientFlow",
      targets: [
        "LinearAlgebra", "Charts", "Buffers", "Files", "Autodiff", "Recurrent", "Training",
        "Checkpoints", "ModelFiles", "Recognition", "FlowAnalysis", "Reinforcement", "Report",
        "Lessons",
        "RunReport", "AgentReport", "ModelReport",
      ]),
    .executable(name: "diagnose", targets: ["diagnose"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CGSL"),
    .systemLibrary(name: "COneDNN"),
    .systemLibrary(name: "CZlib"),
    .target(name: "CKernels", cSettings: fastC),
    room("LinearAlgebra", ["CGSL", "COneDNN"]),
    room("Charts"),
    room("Buffers"),
    room("Files", ["Buffers"]),
    room("Autodiff", ["LinearAlgebra", "CKernels"]),
    room("Recurrent", ["Autodiff", "LinearAlgebra", "CKernels"]),
    room("Checkpoints", ["Buffers", "CZlib"]),
    room("Training", ["Recurrent", "Autodiff", "LinearAlgebra", "CKernels", "Files", "Buffers"]),
    room("ModelFiles", ["Checkpoints", "Autodiff", "LinearAlgebra", "Files", "Buffers"]),
    room("Recognition", ["Checkpoints", "Recurrent", "LinearAlgebra", "Buffers"]),
    room("FlowAnalysis", ["Recognition", "Training", "Recurrent", "LinearAlgebra"]),
    room("Reinforcement", ["Training", "Autodiff", "LinearAlgebra", "Files", "Buffers"]),
    room("Report", ["Charts"]),
    room(
      "Lessons", laboratory + ["Reinforcement", "Charts", "Report"],
      resources: [.copy("Resources/shakespeare.txt")]),
    room("RunReport", ["Training", "FlowAnalysis", "Recurrent", "Charts", "Report"]),
    room(
      "ModelReport",
      [
        "FlowAnalysis", "Recognition", "Checkpoints", "Buffers", "Charts", "Report",
        "LinearAlgebra",
      ]),
    room("AgentReport", ["Reinforcement", "Training", "Charts", "Report"]),
    .executableTarget(
      name: "diagnose",
      dependencies: laboratory + [
        "Charts", "Buffers", "Files", "Checkpoints", "ModelFiles", "Recognition", "Reinforcement",
        "Report", "Lessons", "RunReport", "AgentReport", "ModelReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: fast),
    tests("CKernels", ["CKernels"]),
    tests("LinearAlgebra", ["LinearAlgebra"]),
    tests("Charts", ["Charts"]),
    tests("Buffers", ["Buffers"]),
    tests("Files", ["Files", "Buffers"]),
    tests("Autodiff", ["Autodiff", "LinearAlgebra"]),
    tests("Recurrent", ["Recurrent", "Autodiff", "LinearAlgebra"]),
    tests(
      "Training",
      ["Training", "Recurrent", "Autodiff", "LinearAlgebra", "Files", "Buffers", "CKernels"]),
    tests(
      "Checkpoints", ["Checkpoints", "Buffers"],
      exclude: ["make_keras.py", "make_onnx.py", "make_pytorch.py", "make_safetensors.py"],
      resources: [.copy("Models")]),
    tests(
      "ModelFiles",
      [
        "ModelFiles", "Checkpoints", "Training", "Recurrent", "Autodiff", "LinearAlgebra", "Files",
        "Buffers",
      ], exclude: ["make_folders.py"], resources: [.copy("Models")]),
    tests(
      "Recognition",
      ["Recognition", "FlowAnalysis", "Checkpoints", "Recurrent", "LinearAlgebra", "Buffers"],
      exclude: [
        "make_cells.py", "make_keras_cells.py", "make_onnx_cells.py", "make_torch_layers.py",
        "make_gate_layers.py",
      ],
      resources: [.copy("Models")]),
    tests("FlowAnalysis", laboratory + ["Recognition", "Checkpoints", "Buffers"]),
    tests(
      "Reinforcement",
      ["Reinforcement", "Training", "Autodiff", "LinearAlgebra", "Files", "Buffers"],
      exclude: ["make_reference.py"], resources: [.copy("Reference")]),
    tests("Report", ["Report", "Charts"]),
    tests("Lessons", laboratory + ["Reinforcement", "Charts", "Report", "Lessons"]),
    tests(
      "ModelReport",
      [
        "ModelReport", "FlowAnalysis", "Recognition", "Checkpoints", "Recurrent", "LinearAlgebra",
        "Charts", "Report",
      ]),
    tests("AgentReport", ["AgentReport", "Reinforcement", "Training", "Charts", "Report"]),
    tests(
      "Reference", laboratory, exclude: ["make_reference.py"], resources: [.copy("Reference")]),
    tests("Architecture", []),
    tests("Command", ["diagnose"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
