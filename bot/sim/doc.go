// Package sim plays a desk against random people and bad weather.
package sim
