package record_test

import (
	"time"
	"unsafe"
)

// Events that cannot be written down, each for one reason.
type (
	base     struct{}
	floating struct {
		base
		F float64 `json:"f"`
	}
	anything struct {
		base
		A any `json:"a"`
	}
	hiding struct {
		base
		a int
	}
	nameless struct {
		base
		A int
	}
	number int
	badMap struct {
		base
		M map[bool]int `json:"m"`
	}
	option struct {
		base
		A int `json:"a,string"`
	}
	channel struct {
		base
		C []map[string]*chan int `json:"c"`
	}
	pointers struct {
		base
		P **int `json:"p"`
	}
	unnamed struct {
		base
		A int `json:",omitempty"`
	}
	inner struct {
		F func() `json:"f"`
	}
	deep struct {
		base
		L [2]inner `json:"l"`
	}
	location struct {
		base
		L *time.Location `json:"l"`
	}
	complexity struct {
		base
		C complex128 `json:"c"`
	}
	unsafely struct {
		base
		P unsafe.Pointer `json:"p"`
	}
)

func (base) EventKind() string   { return "faulty/1" }
func (number) EventKind() string { return "faulty/1" }

var _ = hiding{a: 1}.a
