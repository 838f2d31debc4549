package api_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"sync"

	"github.com/attainhq/attain/internal/api"
)

var nulls = regexp.MustCompile(`"(\w+)":null`)

// nullLists returns the names of the answer's lists that are null: the page takes
// their length.
func nullLists(body string) (names []string) {
	for _, found := range nulls.FindAllStringSubmatch(body, -1) {
		if slices.Contains(listNames(), found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// listNames are the properties that the API describes as lists everywhere.
var listNames = sync.OnceValue(func() []string {
	var all struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Type any }
			}
		}
	}
	text, err := api.OpenAPI()
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		panic(err)
	}
	lists := map[string]bool{}
	for _, schema := range all.Components.Schemas {
		for name, property := range schema.Properties {
			is, known := lists[name]
			lists[name] = property.Type == "array" && (is || !known)
		}
	}
	maps.DeleteFunc(lists, func(_ string, is bool) bool { return !is })
	return slices.Collect(maps.Keys(lists))
})
