/// The commands that stand for one sign.
enum MathSymbols {
  /// Greek letters, and letters that look like signs. Capitals are upright, as TeX sets them.
  static let letters: [String: (String, MathNode.Face)] = [
    "alpha": ("α", .italic), "beta": ("β", .italic), "gamma": ("γ", .italic),
    "delta": ("δ", .italic), "epsilon": ("ϵ", .italic), "varepsilon": ("ε", .italic),
    "zeta": ("ζ", .italic), "eta": ("η", .italic), "theta": ("θ", .italic),
    "kappa": ("κ", .italic), "lambda": ("λ", .italic), "mu": ("μ", .italic), "nu": ("ν", .italic),
    "xi": ("ξ", .italic), "pi": ("π", .italic), "rho": ("ρ", .italic), "sigma": ("σ", .italic),
    "tau": ("τ", .italic), "phi": ("ϕ", .italic), "varphi": ("φ", .italic), "chi": ("χ", .italic),
    "psi": ("ψ", .italic), "omega": ("ω", .italic), "ell": ("ℓ", .italic),
    "Gamma": ("Γ", .upright), "Delta": ("Δ", .upright), "Theta": ("Θ", .upright),
    "Lambda": ("Λ", .upright), "Xi": ("Ξ", .upright), "Pi": ("Π", .upright),
    "Sigma": ("Σ", .upright), "Phi": ("Φ", .upright), "Psi": ("Ψ", .upright),
    "Omega": ("Ω", .upright), "partial": ("∂", .italic), "nabla": ("∇", .upright),
    "infty": ("∞", .upright), "top": ("⊤", .upright), "emptyset": ("∅", .upright),
  ]

  /// Operators, relations, arrows, dots, brackets.
  static let signs: [String: String] = [
    "cdot": "⋅", "cdots": "⋯", "ldots": "…", "dots": "…", "vdots": "⋮", "ddots": "⋱", "odot": "⊙",
    "oplus": "⊕", "otimes": "⊗", "times": "×", "pm": "±", "mp": "∓", "circ": "∘", "ast": "∗",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "equiv": "≡", "sim": "∼", "propto": "∝", "ll": "≪", "gg": "≫", "in": "∈", "notin": "∉",
    "subset": "⊂", "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "mapsto": "↦", "Rightarrow": "⇒", "iff": "⇔", "mid": "∣",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lvert": "|", "rvert": "|", "vert": "|",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "{": "{", "}": "}", "%": "%", "&": "&", "#": "#", "_": "_", "$": "$", "colon": ":",
  ]

  /// Functions set upright; true for those that carry their limits below.
  static let functions: [String: Bool] = [
    "tanh": false, "sinh": false, "cosh": false, "sin": false, "cos": false, "tan": false,
    "exp": false, "ln": false, "log": false, "det": false, "arg": false, "dim": false,
    "max": true, "min": true, "sup": true, "inf": true, "lim": true,
  ]

  /// Operations that grow in a display and carry limits.
  static let large: [String: String] = ["sum": "∑", "prod": "∏", "int": "∫"]

  /// Marks over a letter.
  static let accents: [String: String] = [
    "hat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨",
  ]

  /// Room in ems.
  static let spaces: [String: Double] = [
    ",": 0.167, ":": 0.222, ">": 0.222, ";": 0.278, "!": -0.167, " ": 0.25, "quad": 1, "qquad": 2,
  ]

  /// Letters with a hollow or a curly face.
  static let faces: [String: [Character: String]] = [
    "mathbb": ["R": "ℝ", "E": "𝔼", "N": "ℕ", "Z": "ℤ", "P": "ℙ", "C": "ℂ", "1": "𝟙"],
    "mathcal": ["L": "ℒ", "N": "𝒩", "U": "𝒰", "O": "𝒪", "D": "𝒟", "S": "𝒮", "A": "𝒜"],
  ]

  /// Environments of rows and cells.
  static let tables: [String: MathNode.Table] = [
    "matrix": .matrix("", ""), "pmatrix": .matrix("(", ")"), "bmatrix": .matrix("[", "]"),
    "vmatrix": .matrix("|", "|"), "cases": .cases, "aligned": .aligned,
  ]
}
