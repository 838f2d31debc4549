package forecast

// Sensitivity is how a series follows its market.
type Sensitivity struct {
	Beta   float64   // percent that the series moves by when the market moves by one
	Effect []float64 // by step, what the market multiplies the forecast with
}
