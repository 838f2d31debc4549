package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLongTestsAreRun: what -short leaves out, or makes shorter, is run by
// another command of the Makefile. The others run once, with the race detector.
func TestLongTestsAreRun(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	passes := longPasses(t, string(text))
	if len(passes) < 2 {
		t.Fatalf("the Makefile has the lines %+v", passes)
	}
	for dir, names := range longTests(t) {
		for _, name := range names {
			run := false
			for _, p := range passes {
				run = run || p.packages["./"+dir] && p.run.MatchString(name)
			}
			if !run {
				t.Errorf("%s of ./%s asks for testing.Short, and nothing in the Makefile runs it without -short: add it to test-go", name, dir)
			}
		}
	}
}

// pass is a command of the Makefile that runs tests without -short.
type pass struct {
	packages map[string]bool
	run      *regexp.Regexp
}

func longPasses(t *testing.T, makefile string) (list []pass) {
	t.Helper()
	makefile = strings.ReplaceAll(makefile, "\\\n", " ")
	for _, of := range regexp.MustCompile(`(?m)^(\w+) := (.*)$`).FindAllStringSubmatch(makefile, -1) {
		makefile = strings.ReplaceAll(makefile, "$("+of[1]+")", of[2])
	}
	for _, command := range strings.Split(makefile, "go test ")[1:] {
		command = regexp.MustCompile(`&&|;|\n|2>`).Split(command, 2)[0]
		words := strings.Fields(command)
		if slices.Contains(words, "-short") {
			continue
		}
		p := pass{map[string]bool{}, regexp.MustCompile("")}
		for i, word := range words {
			p.packages[word] = true
			if word == "-run" && i+1 < len(words) {
				p.run = regexp.MustCompile(strings.Trim(words[i+1], "'"))
			}
		}
		list = append(list, p)
	}
	return list
}

// longTests returns the tests, by folder, that testing.Short changes: they ask
// for it, or a function of their package that they use does.
func longTests(t *testing.T) map[string][]string {
	t.Helper()
	folders := map[string][]*ast.File{}
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		dir := strings.TrimPrefix(filepath.ToSlash(path.Dir(file)), "../")
		folders[dir] = append(folders[dir], parsed)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{}
	for dir, files := range folders {
		if list := longOf(files); len(list) > 0 {
			tests[dir] = list
		}
	}
	return tests
}

func longOf(files []*ast.File) (tests []string) {
	uses := map[string]map[string]bool{} // by function, whatever it names; methods by their bare names
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				if uses[fn.Name.Name] == nil {
					uses[fn.Name.Name] = map[string]bool{}
				}
				ast.Inspect(fn.Body, func(n ast.Node) bool {
					switch n := n.(type) {
					case *ast.SelectorExpr:
						if of, ok := n.X.(*ast.Ident); ok {
							uses[fn.Name.Name][of.Name+"."+n.Sel.Name] = true
						}
					case *ast.Ident:
						uses[fn.Name.Name][n.Name] = true
					}
					return true
				})
			}
		}
	}
	long := map[string]bool{"testing.Short": true}
	if uses["TestMain"]["testing.Short"] {
		long["rapid.Check"] = true // it sets how often properties are tried
	}
	for found := true; found; {
		found = false
		for name, of := range uses {
			for used := range of {
				if long[used] && !long[name] {
					long[name], found = true, true
				}
			}
		}
	}
	for name := range uses {
		if long[name] && strings.HasPrefix(name, "Test") && name != "TestMain" {
			tests = append(tests, name)
		}
	}
	return tests
}
