package planfile

import (
	"encoding/json"
	"slices"
)

// Schema returns the JSON Schema of plan files, for editors.
func Schema() []byte {
	root := schemaOf(format())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Attain plan"
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // maps of texts always can be written
	}
	return append(text, '\n')
}

func schemaOf(o *object) map[string]any {
	properties := map[string]any{}
	var need []string
	for _, f := range o.fields {
		properties[f.key] = schemaOfField(f)
		if f.need {
			need = append(need, f.key)
		}
	}
	slices.Sort(need)
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if o.doc != "" {
		s["description"] = o.doc
	}
	if len(need) > 0 {
		s["required"] = need
	}
	return s
}

func schemaOfField(f field) map[string]any {
	var s map[string]any
	switch f.kind {
	case number:
		s = map[string]any{"anyOf": []any{map[string]any{"type": "number"}, map[string]any{"type": "string", "pattern": `^[+-]?[0-9]*\.?[0-9]*$`}}}
	case boolean:
		s = map[string]any{"type": "boolean"}
	case day:
		s = map[string]any{"type": "string", "format": "date", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	case texts:
		s = map[string]any{"type": "array", "items": map[string]any{"type": "string"}}
	case days:
		s = map[string]any{"type": "array", "items": map[string]any{"type": "string", "format": "date"}}
	case words:
		s = map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}}
	case single:
		s = schemaOf(f.children)
	case several:
		s = map[string]any{"type": "array", "items": schemaOf(f.children)}
	default:
		s = map[string]any{"type": "string"}
	}
	if f.enum != nil {
		s["enum"] = f.enum
	}
	if f.pattern != "" {
		s["pattern"] = f.pattern
	}
	if f.null {
		doc := f.doc
		return map[string]any{"description": doc, "anyOf": []any{s, map[string]any{"type": "null"}}}
	}
	s["description"] = f.doc
	return s
}
