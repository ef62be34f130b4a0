import Reinforcement
import Report

extension ProbeLesson {
  static func claims(_ m: Measurements) -> [Claim] {
    honest(m) + sabotaged(m) + probes(m)
  }

  private static func honest(_ m: Measurements) -> [Claim] {
    let trials = m.trials(nil)
    return [
      Claim(
        id: "pr-honest", "The honest agent reaches the true values of all five worlds.",
        measured: trials.map(\.error).max()!, expected: 0...0.05, strength: .closedForm,
        detail: """
          The largest $|Q - Q^*|$; the values are known on paper, the largest is 1. Sixty seeds met $10^{-6}$ at most.
          """, figureID: "pr-errors"),
      Claim(
        id: "pr-policy", "And it acts optimally in all of them.",
        measured: Double(trials.count(where: \.playsWell)), expected: 5...5, unit: "of 5 probes",
        strength: .closedForm, detail: "In every state, the greedy action is a best one.",
        figureID: "pr-errors"),
    ]
  }

  private static func sabotaged(_ m: Measurements) -> [Claim] {
    let faulty = m.trials.filter { $0.fault != nil }
    return [
      Claim(
        id: "pr-fixed", "Each faulty agent arrives where its own, wrong, equation says.",
        measured: faulty.map(\.miss).max()!, expected: 0...0.15, strength: .closedForm,
        detail: """
          The largest distance of its values to the fixed point of the Bellman equation with the fault in it, over 25 runs; \
          without a mask that is up to 1/(1 − γ). A fault isn't noise: it is learned as thoroughly as the truth. Sixty seeds met 0.016 to 0.025, what is left of a geometric series.
          """, figureID: "pr-fixed-points"),
      Claim(
        id: "pr-found", "No faulty agent is called healthy by all five.",
        measured: Double(
          Sabotage.allCases.count { fault in m.trials(fault).contains { $0.verdict != .healthy } }),
        expected: 5...5, unit: "of 5 faults", strength: .measurement,
        detail: "Faults that an alarm fails in at least one probe. So it was with sixty seeds.",
        figureID: "pr-errors"),
      Claim(
        id: "pr-verdicts", "What the monitor says is right in every single case.",
        measured: Double(m.trials.count { $0.verdict == expected($0.fault, $0.probe) }),
        expected: 30...30, unit: "of 30 runs", strength: .measurement,
        detail: """
          Healthy where there is no fault or where it can't show, *named* where the fault has an alarm of its own, otherwise \
          *not decided*; never another fault's name. Sixty seeds met 30 of 30.
          """, figureID: "pr-errors"),
    ]
  }

  private static func probes(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "pr-two", "Two of the five probes would have been enough for these faults.",
        measured: Double(fewestProbes(m) ?? 6), expected: 2...2, unit: "probes",
        strength: .measurement,
        detail: """
          The smallest set in which every fault is seen once: two steps, and one with two actions. No world of one action can show a \
          wrong action, no world of one step a wrong next state. The other probes say *which part* is wrong.
          """),
      Claim(
        id: "pr-blind", "Four of the five faults are found without knowing the true values.",
        measured: Double(foundWithoutTruth(m).count), expected: 4...4, unit: "of 5 faults",
        strength: .measurement,
        detail: """
          The same recordings without their exact values: targets that aren't what the stored transitions make of them are wrong \
          wherever the agent plays, and so is a target network that never changes. A wrong action alone looks consistent from inside.
          """),
      Claim(
        id: "pr-cart-pole", "In CartPole, whose values nobody knows, all five are found as well.",
        measured: Double(m.games.count { $0.verdict == $0.expected }), expected: 6...6,
        unit: "of 6 agents", strength: .measurement,
        detail: """
          Two by name, three with the cause left open, and the honest agent isn't accused. \(m.settings.cartPoleSteps) steps each. Thirty seeds met 6 of 6.
          """),
    ]
  }
}
