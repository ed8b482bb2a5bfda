namespace Mesh.Core.Diagnosis.Xds;

/// <summary>What was found out of proxies that get nothing from istiod.</summary>
/// <param name="Explanations">One for each, the surest first; none where every proxy is served.</param>
/// <param name="NotEvaluated">What could not be looked at and might have told, each with the reason.</param>
public sealed record XdsReport(IReadOnlyList<XdsExplanation> Explanations, IReadOnlyList<string> NotEvaluated);
