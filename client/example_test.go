package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/attainhq/attain/client"
)

// Who is behind, and by how much.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"items":[
			{"node":{"id":"person:275","name":"Michael Blythe"},"target":"400000","actual":"322640","attainment":"0.8066","gap":"77360"},
			{"node":{"id":"person:276","name":"Linda Mitchell"},"target":"350000","actual":"367500","attainment":"1.05","gap":"-17500"}]}`)
	}))
	defer server.Close()

	c, err := client.New(server.URL, client.WithToken("attain_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	question := client.Question{Metric: "revenue", Period: "2014-Q1"}
	for f, err := range c.List(context.Background(), question, client.Selection{By: "person", Sort: "attainment", Order: "asc"}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if f.Gap == nil {
			continue // no target, or not for these eyes
		}
		if gap, ok := f.Gap.Rat(); ok && gap.Sign() > 0 {
			fmt.Printf("%s is %s short of %s\n", f.Node.Name, *f.Gap, *f.Target)
		}
	}
	// Output: Michael Blythe is 77360 short of 400000
}
