package store

import (
	"testing"

	"github.com/attainhq/attain/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
