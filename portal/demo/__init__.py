"""The demo: invented customers of four portals, written as the utilities would write them, read by the real import."""
