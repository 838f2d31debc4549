package forecast

// blocks forecasts the means of blocks of so many values with f and draws a
// straight line through what it expects of them. Noise that alternates is gone
// from the means, so that they show another trend than the values do.
func blocks(y []float64, size, h int, f func([]float64, int) []float64) []float64 {
	n := len(y) / size
	rest := len(y) - n*size
	means := make([]float64, n)
	for i := range means {
		means[i] = mean(y[rest+i*size : rest+(i+1)*size])
	}
	coming := f(means, (h+size-1)/size+1)
	out := make([]float64, h)
	for i := range out {
		// The middle of the first coming block is half a block after the last value.
		at := (float64(i)+0.5)/float64(size) - 0.5
		j := max(0, int(at))
		out[i] = coming[j] + (coming[j+1]-coming[j])*(at-float64(j))
	}
	return out
}
