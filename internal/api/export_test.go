package api

// Routes returns the patterns of all operations, for the tests.
func Routes() []string { return newAPI(Deps{}).routes }
