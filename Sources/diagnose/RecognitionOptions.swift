import ArgumentParser
import Recognition

/// What a user says of tensors that speak for themselves too little.
struct RecognitionOptions: ParsableArguments {
  @Option(
    name: .customLong("map"), parsing: .singleValue,
    help: ArgumentHelp(
      "Takes tensors for recurrent weights: 'PATTERN=CELL' or 'PATTERN=CELL:LAYOUT', with the cells rnn, rnn-relu, lstm, gru and the layouts pytorch (the default), keras, onnx.",
      valueName: "pattern=cell"))
  var words: [String] = []

  func maps() throws -> [LayerMap] {
    try words.map { word in
      guard let map = LayerMap(word) else {
        throw Outcome.unanswered(
          "--map '\(word)': give a name or pattern and a cell, as in '*.U=lstm' or '*.U=gru:keras'")
      }
      return map
    }
  }
}
