// The client reads this when it is loaded, and uses it for ES|QL answers in Arrow's format alone.
module.exports = {}
