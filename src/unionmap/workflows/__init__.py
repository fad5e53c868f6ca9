"""What ties the parts together: load the sites, build the shipped layers, check them, measure coverage."""
