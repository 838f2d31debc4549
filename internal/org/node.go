// Package org knows who and what the numbers are about, and how those things
// belong together on any date: people, teams and the company; territories and
// regions; products and their categories; customers. It answers who led whom,
// as it was and as it was known, and it refuses trees that bite their tail.
//
// It knows no amounts: how much stands at a node is for package metric.
package org

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Kind says what a node is.
type Kind string

// The kinds of node. Company, Team and Person form one tree, Region and
// Territory another, Category, Subcategory and Product a third, Segment and
// Customer a fourth; a Channel and a LeadSource stand alone.
const (
	Company     Kind = "company"
	Team        Kind = "team"
	Person      Kind = "person"
	Region      Kind = "region"
	Territory   Kind = "territory"
	Category    Kind = "category"
	Subcategory Kind = "subcategory"
	Product     Kind = "product"
	Customer    Kind = "customer"
	Segment     Kind = "segment"
	Channel     Kind = "channel"
	LeadSource  Kind = "lead_source"
	// Credited is the part of the company's number that people are credited for:
	// what the targets of people can be held against. It is in no tree.
	Credited Kind = "credited"
)

var kinds = []Kind{Company, Team, Person, Region, Territory, Category, Subcategory, Product, Segment, Customer, Channel, LeadSource}

// ParseKind checks a kind that a user wrote.
func ParseKind(text string) (Kind, error) {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		if string(k) == text {
			return k, nil
		}
		names = append(names, string(k))
	}
	return "", fault.New(fault.Invalid, "%q is not something that numbers are kept for; use one of %s", text, strings.Join(names, ", "))
}

// NodeID names a node within its organisation: the kind and the id that the
// source gave, "person:275". It never changes.
type NodeID string

// ID makes the id of a node from its kind and its source's id.
func ID(kind Kind, sourceID string) NodeID { return NodeID(string(kind) + ":" + sourceID) }

// Split returns what ID was made from.
func (id NodeID) Split() (Kind, string) {
	kind, sourceID, _ := strings.Cut(string(id), ":")
	return Kind(kind), sourceID
}

// Kind returns the node's kind.
func (id NodeID) Kind() Kind {
	kind, _ := id.Split()
	return kind
}

// Node is one thing that numbers are kept for.
type Node struct {
	ID    NodeID
	Name  string
	Title string // of a person; segment of a customer
	// Group marks a team beside the tree: its members' numbers add up in it, but
	// drill-down does not pass through it.
	Group bool
	// Lead is the manager whose reports form the team; "" for a team that the
	// source names itself.
	Lead NodeID
	// Member is when a person was with the company; Always..Never when unknown.
	// It decides who is listed on a date, never what counts.
	Member period.Range
}

// CreditedOf returns the node of what people are credited for in the company.
func CreditedOf(root NodeID) NodeID {
	_, sourceID := root.Split()
	return ID(Credited, sourceID)
}

// Led returns the id of the team that the person leads.
func Led(person NodeID) NodeID {
	_, sourceID := person.Split()
	return ID(Team, sourceID)
}

// Filter says which nodes are wanted; an absent field sets no condition.
type Filter struct {
	Kind   Kind
	IDs    []NodeID // nil: all; empty: none
	Search string   // part of the name or of the id, in any case
	After  string   // the name and id after which to go on, joined by a line feed
	Limit  int      // 0: all
}
