using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context of a host that names none of its own, and the base of those that do.</summary>
/// <param name="context">Cake's context.</param>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext;
