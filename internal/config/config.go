// Package config knows the options of the program: one table, read from flags,
// the environment (ATTAIN_…) and a file, in this order of precedence.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"github.com/attainhq/attain/internal/fault"
)

// Common are the options that every command has.
type Common struct {
	DB     string `env:"ATTAIN_DB" default:"${default_db}" placeholder:"PATH|URL" help:"Database: the path of a file (SQLite) or a postgres:// URL."`
	Org    string `env:"ATTAIN_ORG" default:"main" placeholder:"ID" help:"Organisation within the database."`
	Fill   Fill   `embed:"" prefix:"fill-" envprefix:"ATTAIN_FILL_"`
	Config string `env:"ATTAIN_CONFIG" type:"path" placeholder:"FILE" help:"YAML file with options, named as the flags are (db, listen, …)."`
}

// Fill says when the numbers follow a change by steps in the background. The
// usual values suit every company; others let a small one take steps, as tests do.
type Fill struct {
	AtOnce int           `env:"AT_ONCE" default:"40000" hidden:"" help:"Facts that a change of the organisation, a rate or a new metric counts in its own transaction; more are counted in the background."`
	Step   int           `env:"STEP" default:"1000" hidden:"" help:"About how many facts a step counts, for which a sale may have to wait."`
	Settle time.Duration `env:"SETTLE" default:"1m" hidden:"" help:"How long an answer may take that has begun before a metric is counted anew."`
}

// Serve are the options of the server.
type Serve struct {
	Listen       string        `env:"ATTAIN_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address to listen on; port 0 takes a free one."`
	BaseURL      string        `env:"ATTAIN_BASE_URL" placeholder:"URL" help:"Address under which browsers reach the server, when a proxy stands before it."`
	TrustProxy   bool          `env:"ATTAIN_TRUST_PROXY" help:"Believe X-Forwarded-For and X-Forwarded-Proto; only when every request comes through a proxy that sets them."`
	Data         string        `env:"ATTAIN_DATA" type:"path" placeholder:"FOLDER" help:"Folder for uploaded files while they are imported (default: the system's folder for temporary files)."`
	DrainDelay   time.Duration `env:"ATTAIN_DRAIN_DELAY" default:"0s" help:"How long to go on taking requests after a stop signal, while /readyz already says no: as long as your load balancer needs to notice."`
	DrainTime    time.Duration `env:"ATTAIN_DRAIN_TIME" default:"15s" help:"How long requests that are under way may take after that, until they are cut off."`
	Connections  int           `env:"ATTAIN_CONNECTIONS" default:"4096" help:"Most connections at once; a single address may have a quarter of them, unless --trust-proxy. A page holds one or two."`
	Metrics      string        `env:"ATTAIN_METRICS" placeholder:"ADDRESS" help:"Show metrics to Prometheus at this address, such as 127.0.0.1:9464, under /metrics; there is no sign-in, so keep it on the machine or in a closed network."`
	AlertsKept   int           `env:"ATTAIN_ALERTS_KEPT" default:"180" placeholder:"DAYS" help:"For how many days alerts, and what became of mails, are kept; 0 for ever."`
	MailServer   string        `env:"ATTAIN_MAIL_SERVER" placeholder:"URL" help:"Server that takes mails: smtp://host:587 (STARTTLS), smtps://host:465 (TLS), or smtp+plain://localhost:25 (neither). Without it alerts stand on the page only."`
	MailFrom     string        `env:"ATTAIN_MAIL_FROM" placeholder:"ADDRESS" help:"Sender of the mails, such as 'Attain <attain@example.com>'."`
	MailUser     string        `env:"ATTAIN_MAIL_USER" placeholder:"NAME" help:"User at the mail server, when it asks for one."`
	MailPassword string        `env:"ATTAIN_MAIL_PASSWORD" placeholder:"SECRET" help:"His password; better in the file that ATTAIN_MAIL_PASSWORD_FILE names, since others on the machine can read a command line."`
	LogFormat    string        `env:"ATTAIN_LOG_FORMAT" default:"text" enum:"text,json" help:"How to log: ${enum}."`
	LogLevel     string        `env:"ATTAIN_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"How much to log: ${enum}."`
}

// DefaultDB is where the database is kept when nothing else is said.
func DefaultDB() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "attain.db"
	}
	return filepath.Join(dir, "attain", "attain.db")
}

// File returns a resolver that reads options from the file that --config or
// ATTAIN_CONFIG names; nil when neither does. An option that no flag knows is
// an error.
func File(args []string) (kong.Resolver, error) {
	path := os.Getenv("ATTAIN_CONFIG")
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--config="); ok {
			path = value
		} else if arg == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return nil, nil //nolint:nilnil // no file is a proper answer, and kong takes a nil resolver for none
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the configuration file cannot be read: %v", err)
	}
	options := map[string]any{}
	if err := yaml.Unmarshal(text, &options); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the configuration file %s is not YAML: %v", path, err)
	}
	return &fileResolver{path: path, options: options}, nil
}

type fileResolver struct {
	path    string
	options map[string]any
}

// Validate refuses options that no flag has, so that a slip of the pen shows, and
// values that no flag takes.
func (r *fileResolver) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var visit func(*kong.Node)
	visit = func(n *kong.Node) {
		for _, flag := range n.Flags {
			known[flag.Name] = true
		}
		for _, child := range n.Children {
			visit(child)
		}
	}
	visit(app.Node)
	for name, value := range r.options {
		switch value.(type) {
		case []any, map[string]any:
			return fmt.Errorf("the configuration file %s sets %q to more than one value; write it in one, as after the flag", r.path, name)
		}
		if !known[strings.ReplaceAll(name, "_", "-")] {
			return fmt.Errorf("the configuration file %s sets %q, which is no option; options are named as the flags are", r.path, name)
		}
	}
	return nil
}

// Resolve returns what the file says of the flag, unless the environment says
// something: kong itself would believe the file. A name without a value says
// nothing.
func (r *fileResolver) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return nil, nil //nolint:nilnil // as below
		}
	}
	for _, name := range []string{flag.Name, strings.ReplaceAll(flag.Name, "-", "_")} {
		if value := r.options[name]; value != nil {
			return fmt.Sprint(value), nil
		}
	}
	return nil, nil //nolint:nilnil // kong's way to say that the file is silent
}

// Secrets puts the content of files named by ATTAIN_…_FILE into the variables
// without the suffix, so that a password need not stand in the environment.
func Secrets() error {
	for _, name := range []string{"ATTAIN_DB", "ATTAIN_PASSWORD", "ATTAIN_MAIL_PASSWORD"} {
		path := os.Getenv(name + "_FILE")
		if path == "" || os.Getenv(name) != "" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%s_FILE cannot be read: %v", name, err)
		}
		if err := os.Setenv(name, strings.TrimSpace(string(text))); err != nil {
			return err
		}
	}
	return nil
}
