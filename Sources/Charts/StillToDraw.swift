extension HeatMap { func drawn() -> Drawing { Drawing(height: 200) } }
extension ScatterPlot { func drawn() -> Drawing { Drawing(height: 200) } }
extension BarChart { func drawn() -> Drawing { Drawing(height: 200) } }
extension ContourMap { func drawn() -> Drawing { Drawing(height: 200) } }
extension PhaseDiagram { func drawn() -> Drawing { Drawing(height: 200) } }
