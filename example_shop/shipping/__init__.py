"""Oscar's shipping app with this shop's two ways to send a parcel."""
