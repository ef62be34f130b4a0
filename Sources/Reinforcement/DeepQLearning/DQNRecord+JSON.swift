import Buffers

extension DQNRecord {
  /// One JSON object: `step`, `epsilon`, `scores` and `lengths` of the episodes that ended, `updates`,
  /// the means `loss`, `q` and `gradientNorm`, `learningRate`, and `evaluation`, the scores of the
  /// greedy policy. What there is nothing of is left out.
  public var json: JSON {
    var members = [
      JSON.Member("step", .number(Double(step))), JSON.Member("epsilon", .number(epsilon)),
      JSON.Member("scores", .array(scores.map(JSON.number))),
      JSON.Member("lengths", .array(lengths.map { .number(Double($0)) })),
      JSON.Member("updates", .number(Double(updates))),
    ]
    let means = [
      ("loss", loss), ("q", meanValue), ("gradientNorm", gradientNorm),
      ("learningRate", learningRate),
    ]
    for case (let name, let value?) in means { members.append(JSON.Member(name, .number(value))) }
    if let evaluation {
      members.append(JSON.Member("evaluation", .array(evaluation.map(JSON.number))))
    }
    return .object(members)
  }
}

extension [DQNRecord] {
  /// One JSON object a line.
  public var jsonLines: String { map(\.json).lines }
}
