/// Stops the program with `message` when a caller breaks a rule that only a programmer can break.
///
/// Unlike `precondition`, it says what was wrong (which shapes) in optimised builds too.
@inline(__always)
func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
