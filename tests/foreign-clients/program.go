// Places an order with the client that OpenAPI Generator makes for Go, repeats it, and reads it: program URL SKU.
package main

import (
	"context"
	"fmt"
	"os"

	"example.org/orders"
)

const key = "cart-of-a-gopher"

// More than 32 bits hold, once it is multiplied.
const quantity, priceCents = 1_000, 3_000_000

func main() {
	url, sku := os.Args[1], os.Args[2]
	configuration := orders.NewConfiguration()
	configuration.Servers = orders.ServerConfigurations{{URL: url}}
	client, ctx := orders.NewAPIClient(configuration), context.Background()

	line := orders.NewCreateOrderItemsInner(sku, quantity, priceCents)
	request := *orders.NewCreateOrder("cust_go", []orders.CreateOrderItemsInner{*line})
	place := func() *orders.Order {
		order, _, err := client.OrdersAPI.CreateOrder(ctx).CreateOrder(request).IdempotencyKey(key).Execute()
		stopOn(err)
		return order
	}
	placed, repeated := place(), place()
	read, _, err := client.OrdersAPI.ReadOrder(ctx, placed.Id).Execute()
	stopOn(err)
	fmt.Println(placed.Id == repeated.Id, placed.Id == read.Id, read.TotalCents)

	_, answer, err := client.OrdersAPI.ReadOrder(ctx, "nowhere").Execute()
	fmt.Println(err != nil, answer.StatusCode)
}

func stopOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
