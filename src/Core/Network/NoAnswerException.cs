namespace Mesh.Core.Network;

/// <summary>An attempt that brought no answer.</summary>
/// <param name="reason">Why, for people.</param>
/// <param name="mayHaveArrived">False when the request surely never reached the server.</param>
/// <param name="curable">False when trying again cannot help: a certificate does not get better.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class NoAnswerException(string reason, bool mayHaveArrived, bool curable, Exception inner) : Exception(reason, inner)
{
    public bool MayHaveArrived => mayHaveArrived;

    public bool Curable => curable;
}
