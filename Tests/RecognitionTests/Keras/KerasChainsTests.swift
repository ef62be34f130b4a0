import Buffers
import Testing

@testable import Recognition

/// Which layers are seen to feed one another, by the lists of calls of Keras 2 and 3.
@Suite struct KerasChainsTests {
  private func chain(_ kind: String, _ settings: String, calls: String?) throws -> [String: Int] {
    let nodes = calls.map { #", "inbound_nodes": \#($0)"# } ?? ""
    let first = calls == nil ? "" : #", "inbound_nodes": []"#
    let text =
      #"[{"class_name": "\#(kind)", "config": {"name": "low", \#(settings)}\#(first)}, "#
      + #"{"class_name": "LSTM", "config": {"name": "high"}\#(nodes)}]"#
    let layers = try #require(try JSON(parsing: Bytes(text.utf8)).values)
    return KerasChains(layers).links.mapValues(\.number)
  }

  private static let all = #""return_sequences": true"#
  private static let tensor =
    #"{"class_name": "__keras_tensor__", "config": {"keras_history": ["low", 0, 0]}}"#

  @Test(
    arguments: [
      (nil, 1), (#"[[["low", 0, 0, {}]]]"#, 1), (#"[[["low", 0, 1, {}]]]"#, 0),
      (#"[[["low", 0, 0, {}], ["other", 0, 0, {}]]]"#, 0),
      (#"[[["low", 0, 0, {}]], [["other", 0, 0, {}]]]"#, 0),
      (#"[[["low", 0, 0, {"initial_state": ["low", 0, 1]}]]]"#, 0),
      (#"[[["other", 0, 0, {}]]]"#, 0),
      (#"[{"args": [\#(tensor)], "kwargs": {"training": false}}]"#, 1),
      (#"[{"args": [\#(tensor), \#(tensor)], "kwargs": {}}]"#, 0),
      (#"[{"args": [\#(tensor)], "kwargs": {"initial_state": [\#(tensor)]}}]"#, 0), ("[]", 0),
      ("[{}]", 0), ("7", 0), ("[[[]]]", 0),
    ] as [(String?, Int)]) func onlyOneCallOnOneOutputFeeds(calls: String?, number: Int) throws
  {
    #expect(try chain("GRU", Self.all, calls: calls) == ["low": 0, "high": number])
  }

  @Test(arguments: [
    (#""return_sequences": false"#, 0), (#""go_backwards": true, "return_sequences": true"#, 0),
    (all, 1),
  ]) func onlyAllStatesInOrderAreHandedOn(settings: String, number: Int) throws {
    #expect(try chain("LSTM", settings, calls: nil) == ["low": 0, "high": number])
  }

  @Test(arguments: [("concat", 1), ("sum", 0), ("ave", 0)])
  func onlyHalvesSideBySideAreHandedOn(mode: String, number: Int) throws {
    let settings =
      #""merge_mode": "\#(mode)", "layer": {"class_name": "GRU", "config": {\#(Self.all)}}"#
    #expect(try chain("Bidirectional", settings, calls: nil) == ["low": 0, "high": number])
  }

  /// low, then something, then high: what stands between makes high no layer that a model's input is for.
  @Test(arguments: [
    ("", false), (#"{"class_name": "Dropout", "config": {"name": "between"}},"#, false),
    (#"{"class_name": "Dense", "config": {"name": "between"}},"#, true),
    (
      #"{"class_name": "Sequential", "config": {"name": "between", "layers": [{"class_name": "GRU"}]}},"#,
      true
    ),
  ])
  func layersAboveOthersAreKnown(between: String, isDownstream: Bool) throws {
    let text =
      #"[{"class_name": "LSTM", "config": {"name": "low", \#(Self.all)}}, \#(between)"#
      + #"{"class_name": "LSTM", "config": {"name": "high"}}]"#
    let links = KerasChains(try #require(try JSON(parsing: Bytes(text.utf8)).values)).links
    #expect(links["low"]?.isDownstream == false && links["high"]?.isDownstream == isDownstream)
  }

  /// Another path through a graph, by the calls of both versions.
  @Test(arguments: [
    (#"[[["between", 0, 0, {}]]]"#, true), (#"[[["input", 0, 0, {}]]]"#, false),
    (#"[{"args": [{"config": {"keras_history": ["between", 0, 0]}}], "kwargs": {}}]"#, true),
    ("[]", false),
  ])
  func callsSayWhatIsAbove(calls: String, isDownstream: Bool) throws {
    let text =
      #"[{"class_name": "LSTM", "config": {"name": "low"}, "inbound_nodes": []}, "#
      + #"{"class_name": "Dense", "config": {"name": "between"}, "inbound_nodes": [[["low", 0, 0, {}]]]}, "#
      + #"{"class_name": "GRU", "config": {"name": "high"}, "inbound_nodes": \#(calls)}]"#
    let links = KerasChains(try #require(try JSON(parsing: Bytes(text.utf8)).values)).links
    #expect(links["high"]?.isDownstream == isDownstream)
  }

  /// The layers of a model within a model see what that sees.
  @Test func modelsWithinModelsAreAboveAsTheyAre() throws {
    let inner =
      #"{"class_name": "Sequential", "config": {"name": "in", "layers": [\#(Self.cell("b"))]}}"#
    let text = #"{"config": {"layers": [\#(Self.cell("a")), \#(inner), \#(Self.cell("c"))]}}"#
    let configuration = KerasConfiguration(try JSON(parsing: Bytes(text.utf8)))
    let above = ["a", "b", "c"].map {
      configuration.settings([$0], group: "", isNamed: true)?.settings.isDownstream
    }
    #expect(above == [false, true, true])
  }

  private static func cell(_ name: String) -> String {
    #"{"class_name": "LSTM", "config": {"name": "\#(name)"}}"#
  }

  @Test(arguments: ["Dense", "Conv1D", "BatchNormalization", "TimeDistributed"])
  func otherLayersEndAChain(kind: String) throws {
    #expect(try chain(kind, Self.all, calls: nil) == ["high": 0])
  }
}
