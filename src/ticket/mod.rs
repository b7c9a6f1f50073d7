//! Queue tickets: labels, slots and the service day.
