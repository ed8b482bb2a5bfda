namespace Mesh.Core.Istio.Lint.Rules.Metadata;

/// <summary>An annotation that Istio reads.</summary>
/// <param name="Name">Its name; one that ends in an asterisk stands for all that begin so.</param>
/// <param name="On">Where it counts: Pod, Service, Namespace, Gateway, ServiceEntry, Any, or several with blanks between.</param>
/// <param name="Value">What its value is: bool, number, ports, ranges, duration, json, or text for anything.</param>
/// <param name="Instead">What takes its place; null unless it is deprecated.</param>
internal sealed record IstioAnnotation(string Name, string On, string Value = "text", string? Instead = null);
