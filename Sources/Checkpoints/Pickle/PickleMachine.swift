import Buffers

/// Interprets a pickle's instructions over inert values: what they would import is kept as a name,
/// what they would call as a node. There is no way from here to code.
///
/// Each instruction takes constant time or time linear in the bytes it takes, and each value is
/// counted, so time and memory are linear in the file. Source: Python's `pickletools.py`.
struct PickleMachine {
  private var reader: ByteReader
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var nodes: [PickleNode] = []

  /// Runs the pickle that begins at the first byte.
  ///
  /// - Throws: ``CheckpointFault`` at the byte of the instruction that can't be.
  static func run(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleDocument {
    var machine = PickleMachine(bytes)
    while true {
      let place = machine.reader.position
      let code = try machine.reader.next(UInt8.self)
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw .damaged(.byte(place), "\(code) is no instruction of a pickle")
      }
      if opcode == .stop { break }
      try budget.count(at: .byte(place))
      try machine.step(opcode, at: .byte(place), &budget)
    }
    let root = try machine.pop()
    return PickleDocument(nodes: machine.nodes, root: root, length: machine.reader.position)
  }

  private init(_ bytes: Bytes) { reader = ByteReader(bytes) }

  private mutating func step(
    _ opcode: PickleOpcode, at place: CheckpointFault.Place, _ budget: inout Budget
  ) throws(CheckpointFault) {
    switch opcode {
    case .proto: try checkProtocol(place)
    case .frame: try reader.skip(8)
    case .mark: marks.append(stack.count)
    case .stop: break
    case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popToMark()
    case .dup: push(try top())
    case .memoize: try remember(memo.count, &budget)
    case .put, .binPut, .longBinPut: try remember(try index(opcode), &budget)
    case .get, .binGet, .longBinGet: try recall(try index(opcode), place)
    case .none, .newTrue, .newFalse, .int, .binInt, .binInt1, .binInt2, .long, .long1, .long4,
      .float, .binFloat:
      push(try number(opcode))
    case .string, .binString, .shortBinString, .unicode, .binUnicode, .shortBinUnicode,
      .binUnicode8, .binBytes, .shortBinBytes, .binBytes8, .byteArray8:
      push(try text(opcode, &budget))
    case .emptyList, .list, .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyDict, .dict,
      .emptySet, .frozenSet:
      try collection(opcode, place)
    case .append, .appends, .addItems, .setItem, .setItems: try fill(opcode, place)
    case .global, .stackGlobal, .reduce, .newObj, .newObjEx, .inst, .obj, .build, .persID,
      .binPersID, .ext1, .ext2, .ext4:
      try object(opcode, place)
    case .nextBuffer: push(make(.buffer))
    case .readOnlyBuffer: _ = try top()
    }
  }

  private mutating func checkProtocol(_ place: CheckpointFault.Place) throws(CheckpointFault) {
    let version = try reader.next(UInt8.self)
    guard version <= 5 else {
      throw .unsupported(
        place, "pickle protocol \(version) isn't among 0 to 5", advice: "save it by protocol 5")
    }
  }
}

// MARK: Stack and memo

extension PickleMachine {
  private mutating func push(_ value: PickleValue) { stack.append(value) }

  private mutating func pop() throws(CheckpointFault) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw missing }
    return value
  }

  private func top() throws(CheckpointFault) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.last else { throw missing }
    return value
  }

  private mutating func popToMark() throws(CheckpointFault) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw .damaged(reader.here, "an instruction needs a mark, and none was set")
    }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private var missing: CheckpointFault {
    .damaged(reader.here, "an instruction needs a value, and the stack is empty")
  }

  private mutating func index(_ opcode: PickleOpcode) throws(CheckpointFault) -> Int {
    switch opcode {
    case .binPut, .binGet: return Int(try reader.next(UInt8.self))
    case .longBinPut, .longBinGet: return Int(try reader.next(UInt32.self))
    default:
      let place = reader.here
      guard let index = Int(String(decoding: try reader.line(), as: UTF8.self)) else {
        throw .damaged(place, "a number in decimal digits is expected")
      }
      return index
    }
  }

  private mutating func remember(
    _ index: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    try budget.count(at: reader.here)
    memo[index] = try top()
  }

  private mutating func recall(
    _ index: Int, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard let value = memo[index] else {
      throw .damaged(place, "the value number \(index) is asked for before it was stored")
    }
    push(value)
  }
}

// MARK: Numbers and texts

extension PickleMachine {
  private mutating func number(_ opcode: PickleOpcode) throws(CheckpointFault) -> PickleValue {
    switch opcode {
    case .newTrue: return .bool(true)
    case .newFalse: return .bool(false)
    case .binInt: return .int(Int(try reader.next(Int32.self)))
    case .binInt1: return .int(Int(try reader.next(UInt8.self)))
    case .binInt2: return .int(Int(try reader.next(UInt16.self)))
    case .long1: return PickleText.long(try reader.take(Int(try reader.next(UInt8.self))))
    case .long4: return PickleText.long(try reader.take(Int(try reader.next(Int32.self))))
    case .binFloat:
      return .float(Double(bitPattern: try reader.next(UInt64.self, bigEndian: true)))
    case .int, .long, .float:
      let place = reader.here
      guard let value = PickleText.number(try reader.line(), opcode) else {
        throw .damaged(place, "a number in decimal digits is expected")
      }
      return value
    default: return .none
    }
  }

  private mutating func text(
    _ opcode: PickleOpcode, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleValue {
    switch opcode {
    case .shortBinString, .shortBinBytes:
      return .bytes(try reader.take(Int(try reader.next(UInt8.self))))
    case .binString: return .bytes(try reader.take(Int(try reader.next(Int32.self))))
    case .binBytes: return .bytes(try reader.take(Int(try reader.next(UInt32.self))))
    case .binBytes8, .byteArray8: return .bytes(try take(try reader.next(UInt64.self)))
    case .shortBinUnicode: return .text(try reader.take(Int(try reader.next(UInt8.self))))
    case .binUnicode: return .text(try reader.take(Int(try reader.next(UInt32.self))))
    case .binUnicode8: return .text(try take(try reader.next(UInt64.self)))
    default:
      let place = reader.here
      let line = try reader.line()
      try budget.decode(bytes: line.count, at: place)
      guard
        let value = opcode == .unicode ? PickleText.unicode(line) : PickleText.quoted(line)
      else { throw .damaged(place, "a text in quotes is expected") }
      return value
    }
  }

  private mutating func take(_ count: UInt64) throws(CheckpointFault) -> Bytes {
    try reader.take(Int(clamping: count))
  }
}

// MARK: Collections

extension PickleMachine {
  private mutating func make(_ kind: PickleNode.Kind, _ items: [PickleValue] = []) -> PickleValue {
    nodes.append(PickleNode(kind, items))
    return .node(nodes.count - 1)
  }

  private mutating func collection(
    _ opcode: PickleOpcode, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    switch opcode {
    case .emptyList: push(make(.list))
    case .list: push(make(.list, try popToMark()))
    case .emptyTuple: push(make(.tuple))
    case .tuple: push(make(.tuple, try popToMark()))
    case .tuple1: push(make(.tuple, try popLast(1)))
    case .tuple2: push(make(.tuple, try popLast(2)))
    case .tuple3: push(make(.tuple, try popLast(3)))
    case .emptySet: push(make(.set))
    case .frozenSet: push(make(.set, try popToMark()))
    default:
      let dictionary = make(.dictionary)
      if opcode == .dict { try add(pairs: try popToMark(), to: dictionary, place) }
      push(dictionary)
    }
  }

  private mutating func popLast(_ count: Int) throws(CheckpointFault) -> [PickleValue] {
    guard stack.count - count >= (marks.last ?? 0) else { throw missing }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func fill(
    _ opcode: PickleOpcode, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    switch opcode {
    case .append: try add(items: try popLast(1), place)
    case .appends, .addItems: try add(items: try popToMark(), place)
    case .setItem:
      let pair = try popLast(2)
      try add(pairs: pair, to: try top(), place)
    default:
      let pairs = try popToMark()
      try add(pairs: pairs, to: try top(), place)
    }
  }

  private mutating func add(
    items: [PickleValue], _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard case .node(let index) = try top() else {
      throw .damaged(place, "values are appended to what holds none")
    }
    switch nodes[index].kind {
    case .list, .set: nodes[index].items += items
    default: nodes[index].elements += items
    }
  }

  private mutating func add(
    pairs: [PickleValue], to value: PickleValue, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard case .node(let index) = value, pairs.count % 2 == 0 else {
      throw .damaged(place, "keys and values are set on what has none, or not in pairs")
    }
    nodes[index].pairs += pairs
  }
}

// MARK: What would be code

extension PickleMachine {
  private mutating func object(
    _ opcode: PickleOpcode, _ place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    switch opcode {
    case .global: push(make(.global, [.text(try reader.line()), .text(try reader.line())]))
    case .stackGlobal: push(make(.global, try popLast(2)))
    case .reduce, .newObj: push(make(.object, try popLast(2)))
    case .newObjEx:
      let parts = try popLast(3)
      // The keywords are the state of what is made, as far as anyone can tell without making it.
      push(make(.object, parts))
    case .inst:
      let name = make(.global, [.text(try reader.line()), .text(try reader.line())])
      push(make(.object, [name, make(.tuple, try popToMark())]))
    case .obj:
      let parts = try popToMark()
      guard let callee = parts.first else { throw missing }
      push(make(.object, [callee, make(.tuple, Array(parts.dropFirst()))]))
    case .build: try build(place)
    case .persID: push(make(.persistent, [.text(try reader.line())]))
    case .binPersID: push(make(.persistent, [try pop()]))
    case .ext1: push(make(.registered, [.int(Int(try reader.next(UInt8.self)))]))
    case .ext2: push(make(.registered, [.int(Int(try reader.next(UInt16.self)))]))
    default: push(make(.registered, [.int(Int(try reader.next(Int32.self)))]))
    }
  }

  private mutating func build(_ place: CheckpointFault.Place) throws(CheckpointFault) {
    let state = try pop()
    guard case .node(let index) = try top() else {
      throw .damaged(place, "a state is set on what has none")
    }
    if nodes[index].kind == .object { nodes[index].items.append(state) }
  }
}
