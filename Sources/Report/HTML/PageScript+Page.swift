extension PageScript {
  /// The page around the figures: light or dark, where the reader is, everything open in print.
  static let page = #"""
    const bar = document.querySelector(".bar");
    const toggle = node("button", "", bar, "◐");
    toggle.type = "button";
    toggle.setAttribute("aria-label", "Switch between light and dark");
    const dark = () => document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
    toggle.addEventListener("click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; });

    const links = new Map(all("a[href^='#']", bar).map(link => [link.getAttribute("href").slice(1), link]));
    const watch = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        const link = links.get(target.id);
        if (link) isIntersecting ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      }
    }, { rootMargin: "-20% 0px -79% 0px" });
    all("article[id], section[id]").forEach(part => watch.observe(part));

    // What scrolls sideways must be reachable from the keyboard, and only while it scrolls.
    const scrollable = () => all(".eq").forEach(part => {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0; else part.removeAttribute("tabindex");
    });
    addEventListener("resize", scrollable);
    scrollable();
    addEventListener("beforeprint", () => all("details.ask").forEach(ask => { ask.open = true; }));
    """#
}
