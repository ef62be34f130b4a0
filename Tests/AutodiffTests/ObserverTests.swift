import Autodiff
import Testing

@Suite struct ObserverTests {
  /// A sighting that outlives the call.
  private struct Seen: Equatable {
    let name: String
    let step: Int?
    let values: [Double]

    init(_ name: String, _ step: Int?, _ values: [Double]) {
      (self.name, self.step, self.values) = (name, step, values)
    }

    init(_ sighting: Sighting<Double>) {
      self.init(sighting.name, sighting.step, Array(sighting.values))
    }
  }

  private final class Notebook {
    var values: [Seen] = []
    var cotangents: [Seen] = []

    func observer(_ names: Set<String>) -> Observer<Double> {
      Observer(
        wants: names.contains, value: { self.values.append(Seen($0)) },
        cotangent: { self.cotangents.append(Seen($0)) })
    }
  }

  @Test func valuesAreSeenForwardAndTotalCotangentsBackward() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    tape.observe(notebook.observer(["h"]))
    let w = tape.variable(.scalar(2))
    var h = tape.constant(.scalar(1))
    var loss = tape.constant(.scalar(0))
    for t in 1...3 {
      h = (w * h).named("h", step: t)
      loss = loss + h  // Each state is used twice: by the loss and by the next state.
    }
    #expect(notebook.values == [Seen("h", 1, [2]), Seen("h", 2, [4]), Seen("h", 3, [8])])
    #expect(notebook.cotangents.isEmpty)
    _ = tape.gradients(of: loss)
    #expect(notebook.cotangents == [Seen("h", 3, [1]), Seen("h", 2, [3]), Seen("h", 1, [7])])
  }

  @Test func onlyWhatIsWantedIsSeen() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    tape.observe(notebook.observer(["a"]))
    let x = tape.variable(.scalar(3), name: "a")
    let y = x.square().named("b")
    _ = tape.gradients(of: y)
    #expect(notebook.values == [Seen("a", nil, [3])])
    #expect(notebook.cotangents == [Seen("a", nil, [6])])
  }

  @Test func aNamedConstantHasACotangentOnceSomebodyWantsIt() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    let plain = tape.constant(.scalar(3)).named("h", step: 0)
    #expect(!plain.needsGradient)
    tape.observe(notebook.observer(["h"]))
    let start = tape.constant(.scalar(3)).named("h", step: 0)
    let loss = start.square() * tape.variable(.scalar(2))
    _ = tape.gradients(of: loss)
    #expect(notebook.cotangents == [Seen("h", 0, [12])])
  }

  @Test func lookingAtTheValueOfAConstantLeavesItAConstant() {
    let tape = Tape<Double>()
    var seen = 0.0
    tape.observe(Observer(wants: { $0 == "h" }, value: { seen = $0.values[0] }))
    #expect(!tape.constant(.scalar(3)).named("h").needsGradient)
    #expect(seen == 3)
  }

  @Test func namesOnTheResultsOfOneOperationAreSeenOnce() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    tape.observe(notebook.observer(["p", "q"]))
    let x = tape.variable(.scalar(3))
    let pair = tape.record("pair", values: [x.value, 2 * x.value], inputs: [x]) { g in
      [(g[0] ?? .scalar(0)) + 2 * (g[1] ?? .scalar(0))]
    }
    let loss = pair[0].named("p") * pair[1].named("q")
    #expect(tape.gradients(of: loss)[x].item == 12)
    #expect(notebook.cotangents == [Seen("q", nil, [3]), Seen("p", nil, [6])])
  }

  @Test func twoNamesAndTwoObserversSeeOneVariable() {
    let (tape, first, second) = (Tape<Double>(), Notebook(), Notebook())
    tape.observe(first.observer(["a", "b"]))
    tape.observe(second.observer(["b"]))
    let x = tape.variable(.scalar(3)).named("a").named("b")
    _ = tape.gradients(of: x.square())
    #expect(first.cotangents == [Seen("a", nil, [6]), Seen("b", nil, [6])])
    #expect(second.cotangents == [Seen("b", nil, [6])])
    #expect(second.values == [Seen("b", nil, [3])])
  }

  @Test func aFusedOperationReportsItsSteps() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    #expect(!tape.wantsValue("h"))
    #expect(!tape.wantsCotangent("h"))
    tape.observe(Observer(wants: { $0 == "c" }, value: { notebook.values.append(Seen($0)) }))
    tape.observe(notebook.observer(["h"]))
    #expect(tape.wantsValue("c"))
    #expect(!tape.wantsCotangent("c"))
    #expect(tape.wantsCotangent("h"))
    tape.reportValue(name: "h", step: 4, shape: [2], values: [1, 2])
    tape.reportValue(name: "x", step: 4, shape: [2], values: [1, 2])
    tape.reportCotangent(name: "h", step: 4, shape: [2], values: [3, 4])
    tape.reportCotangent(name: "c", step: 4, shape: [2], values: [3, 4])
    #expect(notebook.values == [Seen("h", 4, [1, 2])])
    #expect(notebook.cotangents == [Seen("h", 4, [3, 4])])
  }

  @Test func whatTheLossDoesNotDependOnIsNotReported() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    tape.observe(notebook.observer(["a", "b"]))
    let a = tape.variable(.scalar(1), name: "a")
    _ = a.tanh().named("b")
    _ = tape.gradients(of: a.square())
    #expect(notebook.cotangents == [Seen("a", nil, [2])])
  }

  @Test func removedObserversSeeNothing() {
    let (tape, notebook) = (Tape<Double>(), Notebook())
    tape.observe(notebook.observer(["a"]))
    tape.removeObservers()
    _ = tape.gradients(of: tape.variable(.scalar(1), name: "a").square())
    #expect(notebook.values.isEmpty)
    #expect(notebook.cotangents.isEmpty)
  }
}
