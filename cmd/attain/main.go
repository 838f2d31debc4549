// Command attain runs the Attain server and the tools around it.
package main

import (
	"os"

	"github.com/attainhq/attain/internal/cli"
)

// version is set when the program is built.
var version = "dev"

func main() {
	os.Exit(cli.Run(cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, version, os.Args[1:]))
}
