package demo

import (
	"fmt"
	"strings"
)

// namesOf are the names that people have in a region.
func namesOf(region int) (given, family []string) {
	switch region {
	case 0:
		return strings.Fields("Anna Jonas Lena Felix Marie Lukas Sofie Daan Eva Tim Julia Bram Katrin Stefan Nora Pieter Clara Matthias Ines " +
				"Ruben Helga Jan Lotte Paul Miriam Koen Sabine Emil Tess Rainer Greta Wouter Ute Niklas Femke Oskar Hanna Joris"),
			strings.Fields("Becker Hofmann Vermeer Janssens Keller Brandt Lindner Gruber Peeters Schulz Huber Maas Winkler Steiner Claes Vogel " +
				"Kuiper Moser Arnold Krause Aerts Baumann Dekker Egger Frey Goossens Hartmann Jacobs Kern Lang Mertens Neumann Otten Pichler " +
				"Roth Seidel Thijs Ulrich Visser Wagner Zimmer Brunner")
	case 1:
		return strings.Fields("Giulia Marco Camille Hugo Carmen Javier Chiara Luca Elise Antoine Ines Pablo Francesca Matteo Manon Julien Lucia " +
				"Diego Sara Andrea Margot Bastien Marta Alvaro Elena Paolo Claire Nicolas Rita Tiago Silvia Davide Amelie Olivier Beatriz Nuno"),
			strings.Fields("Rossi Moreau Garcia Bianchi Lefevre Santos Ferrari Girard Navarro Conti Fournier Almeida Greco Lambert Ortega Marino " +
				"Rousseau Pereira Ricci Bonnet Vidal Galli Mercier Castro Barbieri Faure Molina Leone Chevalier Duarte Vitale Perrin Romero " +
				"Fontana Gauthier Cabral Serra Masson Iglesias")
	}
	return strings.Fields("Grace Michael Olivia Daniel Emma Marcus Ava Ryan Chloe Jason Maya Kevin Hannah Brian Zoe Tyler Leah Eric Nina Aaron " +
			"Paige Victor Tara Caleb Alice Derek Ruth Owen Jade Simon Kayla Trevor Bianca Curtis Megan Wesley Faith Gordon"),
		strings.Fields("Carter Nguyen Brooks Patel Hughes Rivera Foster Kim Powell Sanders Bryant Reyes Griffin Walsh Morales Hayes Chen Dixon " +
			"Ramos Fisher Lopez Palmer Shah Webb Ortiz Burke Stone Gibson Flores Mason Tucker Singh Barnes Holt Vargas Lynch Pierce Doyle Cole")
}

// namer gives names that nobody else has.
type namer struct{ taken map[string]bool }

// person returns the name of a person of a region.
func (n *namer) person(c chance, region int) string {
	given, family := namesOf(region)
	const tries = 8
	for try := 0; ; try++ {
		name := given[c.IntN(len(given))] + " " + family[c.IntN(len(family))]
		if try > tries { // the names run out
			first, last, _ := strings.Cut(name, " ")
			name = fmt.Sprintf("%s %c. %s", first, 'A'+rune(c.IntN(26)), last)
		}
		if !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}

// company returns the name of a customer in a region.
func (n *namer) company(c chance, region int) string {
	first := strings.Fields("Alpen Nord Rhein Delta Aero Terra Lumen Vector Orion Kappa Stella Marin Solar Ferro Silva Astra Novum Hydro Calor Vela " +
		"Magna Porta Corvus Linea Altus Aqua Bora Cedar Dorado Echo Fjord Granit Helio Iris Juno Kestrel Lagoon Meridian Nimbus Opal")
	second := strings.Fields("tech chem food pharma build metal print glass pack trans lab med energy paper tex plast motor fluid grain steel")
	what := strings.Fields("Systems Works Group Industries Partners Technologies Logistics Foods Materials Components")
	legal := [][]string{
		strings.Fields("GmbH AG KG B.V. N.V. GmbH"),
		strings.Fields("S.p.A. S.r.l. S.A.S. S.A. S.L. Lda."),
		strings.Fields("Inc. LLC Corp. Inc. Co. Ltd."),
	}[region]
	const tries = 8
	for try := 0; ; try++ {
		name := first[c.IntN(len(first))] + second[c.IntN(len(second))]
		if try > 0 {
			name += " " + what[c.IntN(len(what))]
		}
		if try > tries { // the names run out
			name += fmt.Sprintf(" %d", 2+c.IntN(len(n.taken)+1))
		}
		name += " " + legal[c.IntN(len(legal))]
		if !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}
