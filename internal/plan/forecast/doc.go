// Package forecast knows where a series of numbers goes: the next values, how
// wide they may miss, and whether that is better than last year's numbers said
// again. It forecasts many series together, because what one of them cannot
// tell (its season, how far forecasts miss) others of its group can.
//
// The order of work, a file each: shape makes values comparable (working days,
// gaps, scale), classify and route choose the way by what the history holds,
// season takes the seasons out, clean draws in outliers for fitting only, the
// members forecast (dotm, pairs, damped, ets, level, tsb), blend joins them,
// backtest does the same at earlier moments, interval makes spreads of how far
// those missed, and hierarchy makes parts sum to their whole.
//
// It is pure: numbers in, numbers out. It knows neither money nor clock nor
// database; what the numbers are and when a period begins is for its callers.
// Nothing in it is random, and the number of cores changes no digit.
package forecast
