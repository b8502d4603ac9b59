const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** The word after "of the". With one of a palette's nouns it makes an epithet: "Ninth Tide". */
export const ADJECTIVES = words(`
  First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth Hundredth
  Last Long Slow Quiet Hidden Distant Northern Southern Eastern Western Sunken Silver Golden Pale Hollow Patient
  Wandering Sleeping Waking Rising Falling Turning Returning Waiting Listening Drifting Gathered Scattered Forgotten Remembered Unspoken Unbroken
  Broken Mended Borrowed Promised Secret Sudden Gentle Early Late Lasting Fading Lingering Burning Shining Shaded Open
  Closed Empty Double Single Twin Lone Only Other Nearer Farther Higher Lower Deeper Inner Outer Elder
  Younger Ancient Newborn Nameless Faithful Wayward Solemn Tender Sober Modest Humble Noble Perfect Simple Honest Careful
  Weightless Timeless Restless Soundless Endless Windless Moonlit Starlit Sunlit Lamplit Veiled Painted Woven Carved Folded Guarded
  Common Kindly Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth Thousandth Clear Bright Dim Dark
  Warm Cool Still Quick Calm Bold Brave Shy Proud Charmed Rare True Wide Narrow Curved Upturned Unseen
  Unfinished Unhurried Untold Unwritten Whispered Crowned Blessed Vanished Vanishing Arriving Departing Opening Closing Growing Resting
  Singing Glowing Trembling Steady Storied Starry Fabled Loyal Royal Final Former Foremost`)

/** Distinct across palettes, so that the noun alone identifies the palette. */
export const NOUNS = {
  tidewater: words(`Tide Shore Harbour Lagoon Current Reef Shoal Anchor Estuary Inlet Wave Pier Strand Swell Sound
    Cove Channel Delta Mooring Voyage Pearl Headland Ferry Sail Kelp Drift Island Fathom Seafarer Lighthouse`),
  kiln: words(`Kiln Potter Clay Mortar Furnace Glaze Wheel Hearth Oven Shard Tile Canyon Mesa Desert Caravan
    Rampart Courtyard Terrace Threshold Mason Foundry Anvil Hammer Bronze Citadel Quarry Dune Acropolis Well Arcade`),
  orchard: words(`Orchard Pear Apple Quince Harvest Garden Meadow Olive Fig Grove Bough Blossom Hedgerow Gardener Seed
    Root Leaf Bramble Almond Hazel Sparrow Swallow Apiary Sickle Barley Clover Acre Furrow Spring Plum`),
  dusk: words(`Dusk Evening Twilight Moth Nocturne Shadow Veil Vesper Sunset Afterglow Lilac Violet Heather Nightfall Whisper
    Dream Reverie Lullaby Gloaming Nightingale Thistle Iris Wisteria Silhouette Memory Farewell Cricket Hush Slumber Curfew`),
  frost:
    words(`Frost Glacier Snowfall Winter Icicle Tundra Fjord Sleet Hoarfrost Thaw Avalanche Snowdrift Heron Swan Crane
    Gull Mist Cloud Rain Brook Solstice Aurora Silence Mirror Summit Ridge Floe Midwinter Birch Fog`),
  ember: words(`Ember Flame Candle Torch Bonfire Spark Cinder Ash Fire Forge Smoke Blaze Comet Phoenix Wick
    Taper Pyre Fuse Coal Flint Tinder Bellows Sundown Salamander Firefly Signal Watchfire Brazier Flare Glow`),
  saffron: words(`Saffron Noon Sunbeam Honey Wheat Lion Summer Thatch Marigold Goldleaf Citron Amber Bee Hive Sundial
    Savannah Topaz Sunflower Crown Sceptre Coin Pollen Palace Bazaar Silk Oriole Goldfinch Spice Festival Hayfield`),
  rosewater:
    words(`Rose Petal Peony Camellia Cherry Dawn Morning Blush Ribbon Flamingo Sonnet Letter Waltz Masque Dancer
    Ballad Aria Fountain Parlour Carnation Tulip Begonia Bouquet Promise Cameo Locket Pavilion Opera Violin Minuet`),
  forest: words(`Forest Fern Moss Pine Cedar Thicket Glade Dell Raven Owl Stag Fox Marten Oak Ivy
    Lichen Canopy Path Trail Ravine Creek Hunter Antler Acorn Juniper Hemlock Yew Rowan Wren Undergrowth`),
  observatory:
    words(`Star Planet Orbit Meridian Zenith Eclipse Equinox Constellation Midnight Moon Satellite Nebula Telescope Astronomer Horizon
    Cosmos Galaxy Pole Sextant Almanac Hour Minute Calendar Pendulum Clock Parallax Corona Crescent Azimuth Ether`),
  chalk: words(`Chalk Stone Cliff Bone Dust Linen Page Monolith Cairn Pebble Boulder Limestone Column Cloister Ruin
    Archive Scroll Ledger Cathedral Abbey Pilgrim Hermit Tower Stair Arch Gate Wall Road Bridge Milestone`),
  vineyard: words(`Vineyard Grape Cellar Cask Vintage Mulberry Velvet Cloak Banquet Feast Toast Vow Oath Crossing Chapel
    Choir Carafe Sloe Damson Currant Elderberry Garnet Ruby Duchess Curtain Theatre Guest Host Autumn October`),
} as const
