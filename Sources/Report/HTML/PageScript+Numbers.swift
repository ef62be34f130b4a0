extension PageScript {
  /// Numbers as the page prints them, and positions on an axis.
  static let numbers = #"""
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const node = (name, className, parent, text) => {
      const made = document.createElement(name);
      if (className) made.className = className;
      if (text !== undefined) made.textContent = text;
      if (parent) parent.append(made);
      return made;
    };

    // Text whose superscript digits become superscripts: few fonts draw all of them alike.
    const set = (parent, text) => {
      for (const part of text.split(/([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)/)) {
        if (/^[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]/.test(part)) node("sup", "", parent, part.replace(/./g, c => "⁰¹²³⁴⁵⁶⁷⁸⁹".includes(c) ? "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c) : "−"));
        else parent.append(part);
      }
    };

    // Four significant digits, a true minus, powers of ten beyond 0.001 and 999,999.
    const raised = n => String(n).replace(/./g, c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻");
    const scientific = (mantissa, exponent) => {
      const short = mantissa.replace(/\.?0+$/, "");
      return (short === "1" ? "" : short + " × ") + "10" + raised(exponent);
    };
    const plain = value => {
      if (value === 0) return "0";
      const [mantissa, exponent] = Math.abs(value).toExponential(3).split("e");
      const sign = value < 0 ? "−" : "";
      const size = Number(exponent);
      if (size < -3 || size > 5) return sign + scientific(mantissa, size);
      return sign + String(Number(Number(Math.abs(value)).toPrecision(4)));
    };
    const power = log => {
      if (Math.abs(log) < 300) return plain(10 ** log);
      let size = Math.floor(log), mantissa = (10 ** (log - size)).toPrecision(4);
      if (Number(mantissa) >= 10) { size += 1; mantissa = "1.000"; }
      return scientific(mantissa, size);
    };
    const written = (value, axis, below) => {
      if (value === null || value === undefined) return "–";
      if (value === "-Infinity") return below ?? (axis.scale === "linear" ? "−∞" : "0");
      const text = axis.scale === "naturalLogs" ? power(value / Math.LN10)
        : axis.scale === "decimalLogs" ? power(value) : plain(value);
      return axis.unit ? text + " " + axis.unit : text;
    };

    // The share of an axis at which a value lies; NaN where it has no place.
    const share = (axis, value) => {
      if (typeof value !== "number") return NaN;
      const ruler = axis.scale === "logarithmic" ? Math.log10(value)
        : axis.scale === "naturalLogs" ? value / Math.LN10 : value;
      return (ruler / 2 - axis.lower / 2) / (axis.upper / 2 - axis.lower / 2);
    };
    """#
}
