package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fault"
)

// options are all that there are, with a value that differs from the default.
var options = []struct{ flag, env, byDefault, value string }{
	{"db", "ATTAIN_DB", "here.db", "postgres://db/attain"},
	{"org", "ATTAIN_ORG", "main", "other"},
	{"config", "ATTAIN_CONFIG", "", ""}, // names the file itself
	{"listen", "ATTAIN_LISTEN", "127.0.0.1:8080", ":80"},
	{"base-url", "ATTAIN_BASE_URL", "", "https://attain.example.com"},
	{"trust-proxy", "ATTAIN_TRUST_PROXY", "false", "true"},
	{"data", "ATTAIN_DATA", "", "/var/tmp"},
	{"drain-delay", "ATTAIN_DRAIN_DELAY", "0s", "5s"},
	{"drain-time", "ATTAIN_DRAIN_TIME", "15s", "1m0s"},
	{"connections", "ATTAIN_CONNECTIONS", "4096", "12"},
	{"metrics", "ATTAIN_METRICS", "", "127.0.0.1:9464"},
	{"mail-server", "ATTAIN_MAIL_SERVER", "", "smtp://mail:587"},
	{"mail-from", "ATTAIN_MAIL_FROM", "", "Attain <attain@example.com>"},
	{"mail-user", "ATTAIN_MAIL_USER", "", "attain"},
	{"mail-password", "ATTAIN_MAIL_PASSWORD", "", "secret"},
	{"alerts-kept", "ATTAIN_ALERTS_KEPT", "180", "0"},
	{"fill-at-once", "ATTAIN_FILL_AT_ONCE", "40000", "100"},
	{"fill-step", "ATTAIN_FILL_STEP", "1000", "20"},
	{"fill-settle", "ATTAIN_FILL_SETTLE", "1m0s", "100ms"},
	{"log-format", "ATTAIN_LOG_FORMAT", "text", "json"},
	{"log-level", "ATTAIN_LOG_LEVEL", "info", "debug"},
}

// unset takes the options of whoever runs the tests out of the environment.
func unset(t *testing.T) {
	t.Helper()
	for _, o := range options {
		for _, name := range []string{o.env, o.env + "_FILE"} {
			t.Setenv(name, "") // so that it is put back
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// parse reads the options as the program does, and returns them by flag.
func parse(t *testing.T, args ...string) (map[string]string, error) {
	t.Helper()
	if err := config.Secrets(); err != nil {
		return nil, err
	}
	file, err := config.File(args)
	if err != nil {
		return nil, err
	}
	with := []kong.Option{kong.Vars{"default_db": "here.db"}}
	if file != nil {
		with = append(with, kong.Resolvers(file))
	}
	var all struct {
		config.Common
		config.Serve
	}
	parser, err := kong.New(&all, with...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return nil, err
	}
	got := map[string]string{}
	for _, flag := range parser.Model.Flags {
		if flag.Name == "help" {
			continue
		}
		got[flag.Name] = fmt.Sprint(flag.Target.Interface())
	}
	return got, nil
}

func write(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "attain.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// defaults returns what holds where nothing is said, but for some options.
func defaults(but map[string]string) map[string]string {
	want := map[string]string{}
	for _, o := range options {
		want[o.flag] = o.byDefault
	}
	for flag, value := range but {
		want[flag] = value
	}
	return want
}

func same(t *testing.T, how string, want map[string]string, args ...string) {
	t.Helper()
	got, err := parse(t, args...)
	if err != nil {
		t.Errorf("%s: %v", how, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", how, diff)
	}
}

// TestOptions: every option is there, with its default, and can be set by a flag,
// by the environment and by a file, and by each of them alone.
func TestOptions(t *testing.T) { //nolint:paralleltest // the environment is one
	unset(t)
	same(t, "nothing is said", defaults(nil))
	for _, o := range options {
		if o.value == "" {
			continue
		}
		want := defaults(map[string]string{o.flag: o.value})
		same(t, "--"+o.flag, want, "--"+o.flag+"="+o.value)
		for _, name := range []string{o.flag, strings.ReplaceAll(o.flag, "-", "_")} {
			path := write(t, name+": '"+o.value+"'\n")
			want["config"] = path
			same(t, name+" in a file", want, "--config", path)
			same(t, name+" in a file that is named otherwise", want, "--config="+path)
			t.Setenv("ATTAIN_CONFIG", path)
			same(t, name+" in a file of the environment", want)
			if err := os.Unsetenv("ATTAIN_CONFIG"); err != nil {
				t.Fatal(err)
			}
		}
		want["config"] = ""
		t.Setenv(o.env, o.value)
		same(t, o.env, want)
		if err := os.Unsetenv(o.env); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPrecedence: a flag goes before the environment, and that before a file.
func TestPrecedence(t *testing.T) { //nolint:paralleltest // the environment is one
	unset(t)
	path := write(t, "org: filed\nlisten: ':1'\nconnections: 7\ntrust-proxy: true\ndrain_time: 3s\n")
	t.Setenv("ATTAIN_CONFIG", write(t, "org: never read\n"))
	t.Setenv("ATTAIN_ORG", "surrounding")
	t.Setenv("ATTAIN_LISTEN", ":2")
	same(t, "all three", defaults(map[string]string{"config": path, "org": "flagged", "listen": ":2", "connections": "7", "trust-proxy": "true", "drain-time": "3s"}),
		"--config", path, "--org=flagged")
}

// TestEmpty: an option that a file names without a value is not set, and an empty
// file sets none.
func TestEmpty(t *testing.T) { //nolint:paralleltest // the environment is one
	unset(t)
	for _, text := range []string{"", "# nothing yet\n", "mail-user:\nmail-password: ~\nlog-level:\n"} {
		path := write(t, text)
		same(t, text, defaults(map[string]string{"config": path}), "--config", path)
	}
}

// TestRefused: what is wrong is said, with where and what to do.
func TestRefused(t *testing.T) { //nolint:paralleltest // the environment is one
	unset(t)
	for name, test := range map[string]struct{ file, flag, want string }{
		"an option that is none":       {"lisen: ':80'\n", "", `sets "lisen", which is no option; options are named as the flags are`},
		"not YAML":                     {"listen: [\n", "", "is not YAML"},
		"a list":                       {"listen: [':80', ':81']\n", "", `sets "listen" to more than one value`},
		"options within options":       {"mail-server:\n  host: mail\n", "", `sets "mail-server" to more than one value`},
		"no options":                   {"- listen\n", "", "is not YAML"},
		"no number":                    {"connections: many\n", "", "many"},
		"no time":                      {"drain-time: soon\n", "", "soon"},
		"no level":                     {"log-level: loud\n", "", "loud"},
		"no format of a flag":          {"", "--log-format=xml", `must be one of "text","json"`},
		"a file that is not there":     {"", "--config=/nowhere/attain.yaml", "the configuration file cannot be read"},
		"a flag that is none":          {"", "--lisen=:80", "unknown flag --lisen"},
		"a time of a flag":             {"", "--drain-delay=5", "drain-delay"},
		"what only looks like options": {"just a sentence\n", "", "is not YAML"},
	} {
		var args []string
		if test.file != "" {
			args = append(args, "--config", write(t, test.file))
		}
		if test.flag != "" {
			args = append(args, test.flag)
		}
		got, err := parse(t, args...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q; read %v", name, err, test.want, got)
		}
	}
	if _, err := parse(t, "--config", filepath.Join(t.TempDir(), "none.yaml")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file that is not there is %v", err)
	}
}

// TestSecrets: a file holds a secret where the variable itself is empty, without
// the line's end.
func TestSecrets(t *testing.T) { //nolint:paralleltest // the environment is one
	for _, name := range []string{"ATTAIN_DB", "ATTAIN_PASSWORD", "ATTAIN_MAIL_PASSWORD"} {
		unset(t)
		t.Setenv(name, "")
		t.Setenv(name+"_FILE", write(t, "  s3cret phrase \n"))
		if err := config.Secrets(); err != nil || os.Getenv(name) != "s3cret phrase" {
			t.Errorf("%s is %q: %v", name, os.Getenv(name), err)
		}
		t.Setenv(name, "told")
		if err := config.Secrets(); err != nil || os.Getenv(name) != "told" {
			t.Errorf("%s was told and is %q: %v", name, os.Getenv(name), err)
		}
		t.Setenv(name, "")
		t.Setenv(name+"_FILE", "/nowhere/secret")
		if err := config.Secrets(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), name+"_FILE cannot be read") {
			t.Errorf("%s of a file that is not there: %v", name, err)
		}
		t.Setenv(name+"_FILE", "")
	}
	t.Setenv("ATTAIN_LISTEN_FILE", write(t, ":1"))
	if err := config.Secrets(); err != nil || os.Getenv("ATTAIN_LISTEN") != "" {
		t.Errorf("an option that is no secret is read from a file: %q, %v", os.Getenv("ATTAIN_LISTEN"), err)
	}
}

// TestDefaultDB: it lies where the user's settings do, and in the working folder
// where there is no such place.
func TestDefaultDB(t *testing.T) { //nolint:paralleltest // the environment is one
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("HOME", dir)
	if got := config.DefaultDB(); !strings.HasPrefix(got, dir) || !strings.HasSuffix(got, filepath.Join("attain", "attain.db")) {
		t.Errorf("it is %s", got)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("AppData", "")
	if got := config.DefaultDB(); got != "attain.db" {
		t.Errorf("without a home it is %s", got)
	}
}
