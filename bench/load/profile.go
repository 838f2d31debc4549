package load

const organisation = `organisation:
  id: load
  name: Load Ltd
  time_zone: UTC
  currency: EUR
formats:
  dates: [iso]
  decimal: "."
  thousands: ""
`

const companyFiles = `files:
  territory: territory.csv
  person: person.csv
  product: product.csv
  customer: customer.csv
  target: target.csv
`

const companyRecords = `  - {kind: region, from: territory, id: region, repeats: last}
  - {kind: territory, from: territory, id: id, name: name, region: region}
  - {kind: person, from: person, id: id, name: name, manager: manager}
  - {kind: category, from: product, id: category, repeats: last}
  - {kind: product, from: product, id: id, name: name, category: category}
  - {kind: customer, from: customer, id: id, name: name, segment: segment}
  - {kind: target, from: target, of: {person: person}, period: {month: month}, value: value, currency: {value: EUR}}
`

const saleFile = `  sale: sale.csv
`

const saleRecord = `  - {kind: sale, from: sale, id: id, order: order, occurred_at: day, owner: owner, customer: customer, product: product,
     territory: territory, quantity: quantity, amount: amount, cost: cost, currency: {value: EUR}}
`
