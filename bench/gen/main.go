package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/attainhq/attain/bench/load"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	c := load.Sized(n)
	c.People, c.Span, c.Customers, c.Targets = 500, 6, 5000, 6000
	c.UUIDs = len(os.Args) > 3
	fmt.Println(os.MkdirAll(os.Args[2], 0o755), c.Write(os.Args[2]))
}
