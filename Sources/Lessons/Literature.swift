import Report

/// The papers that lessons cite, each written once.
extension Reference {
  static let benettin1980 = Reference(
    "Benettin, Galgani, Giorgilli and Strelcyn 1980",
    "Lyapunov characteristic exponents for smooth dynamical systems", venue: "Meccanica 15")
  static let bengio1994 = Reference(
    "Bengio, Simard and Frasconi 1994",
    "Learning long-term dependencies with gradient descent is difficult",
    venue: "IEEE Transactions on Neural Networks 5")
  static let ganguli2008 = Reference(
    "Ganguli, Huh and Sompolinsky 2008", "Memory traces in dynamical systems", venue: "PNAS 105")
  static let girko1984 = Reference(
    "Girko 1984", "Circular law", venue: "Theory of Probability and its Applications 29")
  static let he2015 = Reference(
    "He, Zhang, Ren and Sun 2015",
    "Delving deep into rectifiers: surpassing human-level performance on ImageNet classification",
    venue: "ICCV", link: "https://arxiv.org/abs/1502.01852")
  static let hochreiter1991 = Reference(
    "Hochreiter 1991", "Untersuchungen zu dynamischen neuronalen Netzen",
    venue: "diploma thesis, Technische Universität München")
  static let johnstone2001 = Reference(
    "Johnstone 2001",
    "On the distribution of the largest eigenvalue in principal components analysis",
    venue: "Annals of Statistics 29")
  static let le2015 = Reference(
    "Le, Jaitly and Hinton 2015",
    "A simple way to initialize recurrent networks of rectified linear units", venue: "arXiv",
    link: "https://arxiv.org/abs/1504.00941")
  static let molgedey1992 = Reference(
    "Molgedey, Schuchhardt and Schuster 1992", "Suppressing chaos in neural networks by noise",
    venue: "Physical Review Letters 69")
  static let pascanu2013 = Reference(
    "Pascanu, Mikolov and Bengio 2013", "On the difficulty of training recurrent neural networks",
    venue: "ICML", link: "https://arxiv.org/abs/1211.5063")
  static let poole2016 = Reference(
    "Poole, Lahiri, Raghu, Sohl-Dickstein and Ganguli 2016",
    "Exponential expressivity in deep neural networks through transient chaos", venue: "NIPS",
    link: "https://arxiv.org/abs/1606.05340")
  static let sompolinsky1988 = Reference(
    "Sompolinsky, Crisanti and Sommers 1988", "Chaos in random neural networks",
    venue: "Physical Review Letters 61")
  static let trefethen2005 = Reference(
    "Trefethen and Embree 2005",
    "Spectra and Pseudospectra: The Behavior of Nonnormal Matrices and Operators",
    venue: "Princeton University Press")
}

/// Decision processes and reinforcement learning.
extension Reference {
  static let araujo2019 = Reference(
    "Araujo, Norris and Sim 2019", "Computing receptive fields of convolutional neural networks",
    venue: "Distill", link: "https://distill.pub/2019/computing-receptive-fields")
  static let baird1995 = Reference(
    "Baird 1995", "Residual algorithms: reinforcement learning with function approximation",
    venue: "ICML")
  static let barto1983 = Reference(
    "Barto, Sutton and Anderson 1983",
    "Neuronlike adaptive elements that can solve difficult learning control problems",
    venue: "IEEE Transactions on Systems, Man, and Cybernetics 13")
  static let bellemare2013 = Reference(
    "Bellemare, Naddaf, Veness and Bowling 2013",
    "The arcade learning environment: an evaluation platform for general agents",
    venue: "Journal of Artificial Intelligence Research 47",
    link: "https://arxiv.org/abs/1207.4708")
  static let bellman1957 = Reference(
    "Bellman 1957", "Dynamic Programming", venue: "Princeton University Press")
  static let fellows2023 = Reference(
    "Fellows, Smith and Whiteson 2023", "Why target networks stabilise temporal difference methods",
    venue: "ICML", link: "https://arxiv.org/abs/2302.12537")
  static let fujimoto2022 = Reference(
    "Fujimoto, Meger, Precup, Nachum and Gu 2022",
    "Why should I trust you, Bellman? The Bellman error is a poor replacement for value error",
    venue: "ICML", link: "https://arxiv.org/abs/2201.12417")
  static let henderson2018 = Reference(
    "Henderson, Islam, Bachman, Pineau, Precup and Meger 2018",
    "Deep reinforcement learning that matters", venue: "AAAI",
    link: "https://arxiv.org/abs/1709.06560")
  static let jones2021 = Reference(
    "Jones 2021", "Debugging reinforcement learning systems", venue: "andyljones.com",
    link: "https://andyljones.com/posts/rl-debugging.html")
  static let lin1992 = Reference(
    "Lin 1992",
    "Self-improving reactive agents based on reinforcement learning, planning and teaching",
    venue: "Machine Learning 8")
  static let mnih2015 = Reference(
    "Mnih and others 2015", "Human-level control through deep reinforcement learning",
    venue: "Nature 518")
  static let puterman1994 = Reference(
    "Puterman 1994",
    "Markov Decision Processes: Discrete Stochastic Dynamic Programming", venue: "Wiley")
  static let rummery1994 = Reference(
    "Rummery and Niranjan 1994", "On-line Q-learning using connectionist systems",
    venue: "technical report, Cambridge University")
  static let suttonBarto2018 = Reference(
    "Sutton and Barto 2018", "Reinforcement Learning: An Introduction, second edition",
    venue: "MIT Press")
  static let tsitsiklis1997 = Reference(
    "Tsitsiklis and Van Roy 1997",
    "An analysis of temporal-difference learning with function approximation",
    venue: "IEEE Transactions on Automatic Control 42")
  static let vanHasselt2010 = Reference(
    "van Hasselt 2010", "Double Q-learning", venue: "NIPS")
  static let vanHasselt2016 = Reference(
    "van Hasselt, Guez and Silver 2016", "Deep reinforcement learning with double Q-learning",
    venue: "AAAI", link: "https://arxiv.org/abs/1509.06461")
  static let vanHasselt2018 = Reference(
    "van Hasselt, Doron, Strub, Hessel, Sonnerat and Modayil 2018",
    "Deep reinforcement learning and the deadly triad", venue: "arXiv",
    link: "https://arxiv.org/abs/1812.02648")
  static let watkins1992 = Reference(
    "Watkins and Dayan 1992", "Q-learning", venue: "Machine Learning 8")
  static let williams1993 = Reference(
    "Williams and Baird 1993",
    "Tight performance bounds on greedy policies based on imperfect value functions",
    venue: "technical report, Northeastern University")
  static let zhang2017 = Reference(
    "Zhang and Sutton 2017", "A deeper look at experience replay", venue: "arXiv",
    link: "https://arxiv.org/abs/1712.01275")
}
