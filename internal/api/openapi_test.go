package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/api"
)

var update = flag.Bool("update", false, "write the golden files")

// TestOpenAPI holds the description against the committed one, from which the
// page's types are made.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	got, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("..", "..", "api", "openapi.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil { //nolint:gosec // it is committed, for everybody to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the interface is not what api/openapi.json says; run go test ./internal/api -run TestOpenAPI -update and look at the difference")
	}
}

// TestEveryRouteIsDescribed holds the routes against the description, in both
// directions.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var description struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &description); err != nil {
		t.Fatal(err)
	}
	var described []string
	for path, methods := range description.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	routes := api.Routes()
	slices.Sort(described)
	slices.Sort(routes)
	if !slices.Equal(described, routes) {
		t.Errorf("described:\n%s\nregistered:\n%s", strings.Join(described, "\n"), strings.Join(routes, "\n"))
	}
}
